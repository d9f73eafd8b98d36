import type { MetricSql } from './metric-series-sql.ts'
import type { MetricPlan } from './metric-values.ts'

/**
 * The highest exemplars of each step, which lead to the interesting traces. Only those that convert to the commonest
 * unit.
 */
const toSql = ({ table, conditions, unit, factor }: MetricSql): string => `
SELECT toUInt32(time) AS t, value, trace_id AS traceId, span_id AS spanId
FROM
(
  SELECT
    exemplar.1 AS time, toFloat64(exemplar.2 * ${factor}) AS value, exemplar.3 AS trace_id, exemplar.4 AS span_id,
    toStartOfInterval(time, toIntervalSecond({step:UInt32}), 'UTC') AS step_start
  FROM ${table}
  ARRAY JOIN arrayZip(\`Exemplars.TimeUnix\`, \`Exemplars.Value\`, \`Exemplars.TraceId\`, \`Exemplars.SpanId\`) AS exemplar
  WHERE ${conditions} AND ${unit} = {shownUnit:String} AND trace_id != '' AND time >= toDateTime({from:UInt32}) AND time < toDateTime({to:UInt32})
  ORDER BY value DESC
  LIMIT 1 BY trace_id
)
ORDER BY value DESC
LIMIT 2 BY step_start
LIMIT 200`

export type SeriesExemplar = { t: number; value: number; traceId: string; spanId: string }

/** Points of a metric that name their trace. */
export const loadExemplars = async ({
  store,
  kind,
  parts,
  params,
  timeoutMs,
}: MetricPlan): Promise<SeriesExemplar[]> => {
  if (kind === 'summary') return []
  return (await store.query<SeriesExemplar>(toSql(parts), { params, timeoutMs })).rows
}
