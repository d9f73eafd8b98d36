import { Type } from 'typebox'
import { question } from '../question.ts'
import { axisFields, points } from '../series-answer.ts'
import { toAxis, toColumn } from '../time-range.ts'
import { requestFilterFields } from './request-filter.ts'
import { openRequestSource, type RequestRows, toStepSeconds } from './request-source.ts'
import { recorded } from './request-weight.ts'

/** The row of the whole range has `t` 0. The states of the rollup hold four quantiles, the page shows three. */
const toSql = ({ rows, counts, quantiles }: RequestRows): string => `
SELECT t, ${counts}, ${quantiles} AS quantiles
FROM ${rows}
GROUP BY t WITH ROLLUP
ORDER BY t`

type Row = {
  t: number
  count: number
  recorded: number
  failed: number
  total: number
  quantiles: (number | null)[]
}

const latency = Type.Union([Type.Number(), Type.Null()])

const answer = Type.Object({
  ...axisFields,
  seconds: Type.Array(Type.Number(), {
    description: 'Part of each point that lies inside the range and has data, seconds.',
  }),
  count: points('Requests.'),
  errors: points('Requests that failed.'),
  p50: points('Median duration, ms.'),
  p95: points('95th percentile of the duration, ms.'),
  p99: points('99th percentile of the duration, ms.'),
  totals: Type.Object({
    count: Type.Number(),
    recorded,
    errors: Type.Number(),
    totalMs: Type.Number({ description: 'Time spent in all requests together, ms.' }),
    p50: latency,
    p95: latency,
    p99: latency,
  }),
})

const toTotals = (row: Row | undefined) => ({
  count: row?.count ?? 0,
  recorded: row?.recorded ?? 0,
  errors: row?.failed ?? 0,
  totalMs: row?.total ?? 0,
  p50: row?.quantiles[0] ?? null,
  p95: row?.quantiles[2] ?? null,
  p99: row?.quantiles[3] ?? null,
})

/** Rate, failures and latency of requests over time, for everything or one service, route or method. */
export const requestSeries = question({
  name: 'request-series',
  access: 'read',
  summary:
    'Requests, failures and latency over time, from server spans (half an hour at most) or their rollup by the minute.',
  params: Type.Object(requestFilterFields),
  answer,
  run: async (context, filter) => {
    const source = await openRequestSource(context, filter)
    const { params, step } = source
    const { rows } = await context.store.query<Row>(toSql(source), { params, timeoutMs: context.timeoutMs })
    const axis = toAxis(filter, step)
    const column = (pick: (row: Row) => number | null) => toColumn(axis, rows, pick)
    return {
      step,
      t: axis,
      end: filter.to / 1000,
      seconds: toStepSeconds(source, axis),
      count: column((row) => row.count),
      errors: column((row) => row.failed),
      p50: column((row) => row.quantiles[0] ?? null),
      p95: column((row) => row.quantiles[2] ?? null),
      p99: column((row) => row.quantiles[3] ?? null),
      totals: toTotals(rows.find(({ t }) => t === 0)),
    }
  },
})
