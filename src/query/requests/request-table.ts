import { type Static, Type } from 'typebox'
import { question } from '../question.ts'
import { points } from '../series-answer.ts'
import { toAxis, toColumn } from '../time-range.ts'
import { requestFilterFields } from './request-filter.ts'
import { mergeSketches, openRequestSource, type RequestRows } from './request-source.ts'
import { recorded } from './request-weight.ts'

/** Columns that rows are told apart by; the other ones stay empty. */
const keys = {
  service: "service, '' AS method, '' AS route",
  route: 'service, method, route',
} as const

/** Maximum rows of an answer; the least important ones are omitted. */
const maxRows = 200

/** Points of a sparkline. */
const sparkPoints = 30

/**
 * Impact: time that callers spent waiting, a failed request counting ten times.
 * The sketches of each point are merged again for the whole range, so that the source is read once.
 */
const toLinesSql = (by: keyof typeof keys, { rows, counts, sketch }: RequestRows): string => `
SELECT
  service, method, route,
  sum(point.count) AS count,
  sum(point.recorded) AS recorded,
  sum(point.failed) AS failed,
  sum(point.total) AS total,
  ${mergeSketches('point.sketch')} AS quantiles,
  total * (1 + 9 * failed / count) AS weight,
  sum(weight) OVER () AS all_weight,
  toUInt32(count() OVER ()) AS groups,
  groupArray((t, point.count, point.failed, finalizeAggregation(point.sketch)[3])) AS spark
FROM
(
  SELECT ${keys[by]}, t, ${counts}, ${sketch} AS sketch
  FROM ${rows}
  GROUP BY service, method, route, t
  ORDER BY t
) AS point
GROUP BY service, method, route`

/** Shares are of all lines; `groups` counts those that were found. */
const toFoundSql = (lines: string): string => `
SELECT * REPLACE (toUInt32(count() OVER ()) AS groups)
FROM (${lines})
WHERE arrayAll(word -> positionCaseInsensitiveUTF8(concat(service, ' ', method, ' ', route), word) > 0, {words:Array(String)})`

const toSql = (lines: string): string => `${lines}
ORDER BY weight DESC
LIMIT ${maxRows}`

type SparkPoint = [t: number, count: number, failed: number, p95: number | null]

type Row = {
  service: string
  method: string
  route: string
  count: number
  recorded: number
  failed: number
  total: number
  quantiles: (number | null)[]
  weight: number
  all_weight: number
  spark: SparkPoint[]
  groups: number
}

const latency = Type.Union([Type.Number(), Type.Null()])

const line = Type.Object({
  service: Type.String(),
  method: Type.String(),
  route: Type.String({ description: 'Empty when the span names none.' }),
  count: Type.Number(),
  recorded,
  errors: Type.Number(),
  p50: latency,
  p95: latency,
  p99: latency,
  impact: Type.Number({
    description: 'Share of all time spent waiting for requests, where a failed request counts ten times; 0 to 1.',
  }),
  spark: Type.Object({
    count: points('Requests.'),
    errors: points('Requests that failed.'),
    p95: points('95th percentile of the duration, ms.'),
  }),
})

const toLine = (row: Row, axis: readonly number[]): Static<typeof line> => {
  const rows = row.spark.map(([t, count, failed, p95]) => ({ t, count, failed, p95 }))
  return {
    service: row.service,
    method: row.method,
    route: row.route,
    count: row.count,
    recorded: row.recorded,
    errors: row.failed,
    p50: row.quantiles[0] ?? null,
    p95: row.quantiles[2] ?? null,
    p99: row.quantiles[3] ?? null,
    impact: row.all_weight > 0 ? row.weight / row.all_weight : 0,
    spark: {
      count: toColumn(axis, rows, (point) => point.count),
      errors: toColumn(axis, rows, (point) => point.failed),
      p95: toColumn(axis, rows, (point) => point.p95),
    },
  }
}

/** Services or routes side by side, the one with the highest impact first. */
export const requestTable = question({
  name: 'request-table',
  access: 'read',
  summary: 'Requests by service or by route with failures, latency and their course, highest impact first.',
  params: Type.Object({
    ...requestFilterFields,
    by: Type.Union([Type.Literal('service'), Type.Literal('route')], { description: 'What one line stands for.' }),
    find: Type.Optional(
      Type.String({ description: 'Only lines with each of these words in service, method or route, in any case.' }),
    ),
  }),
  answer: Type.Object({
    lines: Type.Array(line),
    total: Type.Integer({
      description: 'Number of lines, or of those found; more than returned if the answer is truncated.',
    }),
    seconds: Type.Number({ description: 'Time that the counts cover, seconds.' }),
  }),
  run: async (context, { by, find = '', ...filter }) => {
    const source = await openRequestSource(context, filter, sparkPoints)
    const { params, step, first, last } = source
    const words = find.split(/\s+/).filter(Boolean)
    const lines = toLinesSql(by, source)
    const { rows } = await context.store.query<Row>(toSql(words.length > 0 ? toFoundSql(lines) : lines), {
      params: { ...params, words },
      timeoutMs: context.timeoutMs,
    })
    const axis = toAxis(filter, step)
    const seconds = Math.max(1, last - first)
    return { lines: rows.map((row) => toLine(row, axis)), total: rows[0]?.groups ?? 0, seconds }
  },
})
