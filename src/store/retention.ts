import type { Config } from '../config/schema.ts'
import type { Store } from './store.ts'

export type RetentionDays = Pick<Config['hub'], 'retentionTracesDays' | 'retentionLogsDays' | 'retentionMetricsDays'>
type Days = keyof RetentionDays

/** Each table's time, and the option that says how long its rows are kept. */
const tables: readonly (readonly [table: string, time: string, option: Days])[] = [
  ['otel_traces', 'toDateTime(Timestamp)', 'retentionTracesDays'],
  ['otel_traces_trace_id_ts', 'toDateTime(Start)', 'retentionTracesDays'],
  ['entry_spans', 'toDateTime(Timestamp)', 'retentionTracesDays'],
  ['otel_logs', 'toDateTime(Timestamp)', 'retentionLogsDays'],
  ['otel_metrics_gauge', 'toDateTime(TimeUnix)', 'retentionMetricsDays'],
  ['otel_metrics_sum', 'toDateTime(TimeUnix)', 'retentionMetricsDays'],
  ['otel_metrics_histogram', 'toDateTime(TimeUnix)', 'retentionMetricsDays'],
  ['otel_metrics_exponential_histogram', 'toDateTime(TimeUnix)', 'retentionMetricsDays'],
  ['otel_metrics_summary', 'toDateTime(TimeUnix)', 'retentionMetricsDays'],
  ['request_rollup', 'minute', 'retentionMetricsDays'],
]

const loadTtls = async (store: Store): Promise<Map<string, string>> => {
  const { rows } = await store.query<{ name: string; ttl: string }>(
    "SELECT name, extract(engine_full, ' TTL (.+?)(?: SETTINGS |$)') AS ttl FROM system.tables WHERE database = currentDatabase()",
  )
  return new Map(rows.map(({ name, ttl }) => [name, ttl]))
}

/**
 * Makes the engine keep rows as many days as the options say (0: for ever). Changes only tables that differ, and the engine then
 * drops what is too old in the background, whole days at a time.
 */
export const applyRetention = async (store: Store, { hub }: { readonly hub: RetentionDays }): Promise<void> => {
  const ttls = await loadTtls(store)
  for (const [table, time, option] of tables) {
    const days = hub[option]
    const wanted = days === 0 ? '' : `${time} + toIntervalDay(${days})`
    if (ttls.get(table) === wanted) continue
    await store.command(`ALTER TABLE ${table} ${wanted === '' ? 'REMOVE TTL' : `MODIFY TTL ${wanted}`}`)
  }
}
