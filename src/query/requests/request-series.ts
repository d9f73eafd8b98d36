import { Type } from 'typebox'
import { question } from '../question.ts'
import { axisFields, points } from '../series-answer.ts'
import { toAxis, toColumn } from '../time-range.ts'
import { requestFilterFields } from './request-filter.ts'
import { openRequestSource, toStepSeconds } from './request-source.ts'
import { recorded } from './request-weight.ts'

/**
 * Quantiles are cut out of the merged sketch: its states hold four, the page shows three.
 * The row of the whole range has `t` 0: it is merged from the steps, so the source is read once.
 */
const columns = `
  toFloat64(sum(requests)) AS count,
  toFloat64(sum(spans)) AS recorded,
  toFloat64(sum(errors)) AS failed,
  sum(duration_ms_sum) AS total,
  quantilesTDigestWeightedMerge(0.5, 0.9, 0.95, 0.99)(duration_ms_sketch) AS quantiles`

const toSql = (source: string): string => `
SELECT toUInt32(toStartOfInterval(time, toIntervalSecond({step:UInt32}), 'UTC')) AS t, ${columns}
FROM ${source}
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
  p95: points('Duration that 95 % keep under, ms.'),
  p99: points('Duration that 99 % keep under, ms.'),
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
    const { rows } = await context.store.query<Row>(toSql(source.sql), { params, timeoutMs: context.timeoutMs })
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
