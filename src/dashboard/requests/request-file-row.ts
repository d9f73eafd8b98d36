import type { AnswerOf } from '../api.ts'
import type { FileRow } from '../download/csv.ts'

type RequestTable = AnswerOf<'request-table'>

/** Services or routes as rows of a file, each with its unit in the name. */
export const toFileRows = ({ lines, seconds }: RequestTable, by: 'service' | 'route'): readonly FileRow[] =>
  lines.map(({ service, method, route, count, recorded, errors, p50, p95, p99, impact }) => ({
    service,
    ...(by === 'route' && { method, route }),
    requests: count,
    recorded,
    requestsPerSecond: count / seconds,
    errors,
    errorShare: count > 0 ? errors / count : 0,
    p50Ms: p50,
    p95Ms: p95,
    p99Ms: p99,
    impact,
  }))
