import type { FileRow } from '../../download/csv.ts'
import type { Trace } from './use-trace.ts'

/** The spans of a trace as rows of a file. */
export const toSpanRows = ({ detail, startMs }: Trace): readonly FileRow[] =>
  detail.spans.map(({ id, parentId, service, startMs: afterMs, durationMs, events, ...span }) => ({
    traceId: detail.traceId,
    spanId: id,
    parentSpanId: parentId,
    service: detail.services[service],
    start: new Date(startMs + afterMs).toISOString(),
    startOffsetMs: afterMs,
    durationMs,
    ...span,
    events,
  }))
