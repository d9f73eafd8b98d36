import { Type } from 'typebox'
import { type QuestionContext, question } from './question.ts'
import { rangeFields } from './time-range.ts'

/** Log lines of this last part of the range name most services that send no requests. */
const recentSeconds = 900

const range = (column: string): string =>
  `${column} >= fromUnixTimestamp64Milli({from:Int64}) AND ${column} < fromUnixTimestamp64Milli({to:Int64})`

const seenSql = `
SELECT name, sum(requests) AS requests
FROM
(
  SELECT service AS name, toFloat64(sum(requests)) AS requests
  FROM request_rollup
  WHERE minute >= toStartOfMinute(fromUnixTimestamp64Milli({from:Int64})) AND minute < fromUnixTimestamp64Milli({to:Int64})
  GROUP BY service
  UNION ALL
  SELECT ServiceName AS name, 0 AS requests
  FROM otel_logs
  WHERE ${range('Timestamp')} AND Timestamp >= fromUnixTimestamp64Milli({to:Int64}) - toIntervalSecond(${recentSeconds})
  GROUP BY ServiceName
)
WHERE name != ''
GROUP BY name
ORDER BY requests DESC, name`

const tables = {
  otel_traces: 'Timestamp',
  otel_logs: 'Timestamp',
  otel_metrics_gauge: 'TimeUnix',
  otel_metrics_sum: 'TimeUnix',
  otel_metrics_histogram: 'TimeUnix',
  otel_metrics_exponential_histogram: 'TimeUnix',
  otel_metrics_summary: 'TimeUnix',
} as const

/** The tables are ordered by service: what belongs to a service that was seen already is left out by the index. */
const othersSql = `
SELECT DISTINCT name FROM (${Object.entries(tables)
  .map(
    ([table, column]) =>
      `SELECT DISTINCT ServiceName AS name FROM ${table} WHERE ServiceName NOT IN {seen:Array(String)} AND ${range(column)}`,
  )
  .join('\n  UNION ALL ')})
ORDER BY name`

const maxServices = 500

type Service = { name: string; requests: number }

const readServices = async (
  { store, timeoutMs }: QuestionContext,
  { from, to }: { from: number; to: number },
): Promise<Service[]> => {
  // Metrics are kept by the second.
  const params = { from: Math.floor(from / 1000) * 1000, to: Math.ceil(to / 1000) * 1000 }
  const { rows: seen } = await store.query<Service>(seenSql, { params, timeoutMs })
  const known = { ...params, seen: ['', ...seen.map(({ name }) => name)] }
  const { rows: others } = await store.query<{ name: string }>(othersSql, { params: known, timeoutMs })
  const quiet = [...seen.filter(({ requests }) => requests === 0), ...others].map(({ name }) => name)
  const busy = seen.filter(({ requests }) => requests > 0)
  return [...busy, ...quiet.toSorted().map((name) => ({ name, requests: 0 }))].slice(0, maxServices)
}

/** Every service that sent anything in the range, the busiest first. */
export const services = question({
  name: 'services',
  access: 'read',
  summary: 'Services that sent spans, log records or metrics in the range, by requests; at most 500.',
  params: Type.Object(rangeFields),
  answer: Type.Object({
    services: Type.Array(Type.Object({ name: Type.String(), requests: Type.Number() })),
  }),
  run: async (context, asked) => ({ services: await readServices(context, asked) }),
})
