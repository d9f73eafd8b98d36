import { Type } from 'typebox'
import { question } from './question.ts'
import { rangeFields } from './time-range.ts'

/** Logs and gauges have no rollup: of a long range only the end is read. */
const recentSeconds = 6 * 3600

const sql = `
SELECT name, sum(requests) AS requests
FROM
(
  SELECT service AS name, toFloat64(sum(requests)) AS requests
  FROM request_rollup
  WHERE minute >= toStartOfMinute(toDateTime({from:UInt32})) AND minute < toDateTime({to:UInt32})
  GROUP BY service
  UNION ALL
  SELECT ServiceName AS name, 0 AS requests
  FROM otel_metrics_gauge
  WHERE TimeUnix >= toDateTime({recent:UInt32}) AND TimeUnix < toDateTime({to:UInt32})
  GROUP BY ServiceName
  UNION ALL
  SELECT ServiceName AS name, 0 AS requests
  FROM otel_logs
  WHERE Timestamp >= toDateTime64({recent:UInt32}, 9) AND Timestamp < toDateTime64({to:UInt32}, 9)
  GROUP BY ServiceName
)
WHERE name != ''
GROUP BY name
ORDER BY requests DESC, name
LIMIT 500`

/** Who sends: services with server spans in the range, or with logs or gauges in its last hours; the busiest first. */
export const services = question({
  name: 'services',
  summary: 'Services with requests in the range, or with logs or gauges in its last six hours.',
  params: Type.Object(rangeFields),
  answer: Type.Object({
    services: Type.Array(Type.Object({ name: Type.String(), requests: Type.Number() })),
  }),
  run: async ({ store, timeoutMs }, { from, to }) => {
    const [first, last] = [Math.floor(from / 1000), Math.ceil(to / 1000)]
    const params = { from: first, to: last, recent: Math.max(first, last - recentSeconds) }
    const { rows } = await store.query<{ name: string; requests: number }>(sql, { params, timeoutMs })
    return { services: rows }
  },
})
