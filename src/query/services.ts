import { Type } from 'typebox'
import { question } from './question.ts'
import { rangeFields } from './time-range.ts'

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
  WHERE TimeUnix >= toDateTime({from:UInt32}) AND TimeUnix < toDateTime({to:UInt32})
  GROUP BY ServiceName
  UNION ALL
  SELECT ServiceName AS name, 0 AS requests
  FROM otel_logs
  WHERE Timestamp >= fromUnixTimestamp64Milli({fromMs:Int64}) AND Timestamp < fromUnixTimestamp64Milli({toMs:Int64})
  GROUP BY ServiceName
)
WHERE name != ''
GROUP BY name
ORDER BY requests DESC, name
LIMIT 500`

/** Who sends: services with server spans, logs or gauges in the range, the busiest first. */
export const services = question({
  name: 'services',
  summary: 'Services that sent anything in the range, with their number of requests.',
  params: Type.Object(rangeFields),
  answer: Type.Object({
    services: Type.Array(Type.Object({ name: Type.String(), requests: Type.Number() })),
  }),
  run: async ({ store, timeoutMs }, { from, to }) => {
    const params = { from: Math.floor(from / 1000), to: Math.ceil(to / 1000), fromMs: from, toMs: to }
    const { rows } = await store.query<{ name: string; requests: number }>(sql, { params, timeoutMs })
    return { services: rows }
  },
})
