import type { Store } from '../store/store.ts'
import { type MetricFilter, toMetricConditions } from './metric-filter.ts'
import { metricTables } from './metric-kinds.ts'

/** The highest exemplars of each step: those are the traces worth a look. */
const toSql = (table: string, conditions: string): string => `
SELECT toUInt32(time) AS t, value, trace_id AS traceId, span_id AS spanId
FROM
(
  SELECT
    exemplar.1 AS time, exemplar.2 AS value, exemplar.3 AS trace_id, exemplar.4 AS span_id,
    toStartOfInterval(time, toIntervalSecond({step:UInt32}), 'UTC') AS step_start
  FROM ${table}
  ARRAY JOIN arrayZip(\`Exemplars.TimeUnix\`, \`Exemplars.Value\`, \`Exemplars.TraceId\`, \`Exemplars.SpanId\`) AS exemplar
  WHERE ${conditions} AND trace_id != '' AND time >= toDateTime({from:UInt32}) AND time < toDateTime({to:UInt32})
  ORDER BY value DESC
  LIMIT 1 BY trace_id
)
ORDER BY value DESC
LIMIT 2 BY step_start
LIMIT 200`

export type Exemplar = { t: number; value: number; traceId: string; spanId: string }

/** Points of a metric that name their trace. */
export const loadExemplars = async (
  store: Store,
  filter: MetricFilter,
  { step, timeoutMs }: { step: number; timeoutMs: number },
): Promise<Exemplar[]> => {
  if (filter.kind === 'summary') return []
  const { sql, params } = toMetricConditions(filter)
  const text = toSql(metricTables[filter.kind], sql)
  const { rows } = await store.query<Exemplar>(text, { params: { ...params, step }, timeoutMs })
  return rows
}
