import type { Source } from './model.ts'

/** Kinds of metrics: each has a table of its own. */
export const metricKinds = ['gauge', 'sum', 'histogram', 'exponential_histogram', 'summary'] as const
export type MetricKind = (typeof metricKinds)[number]

export const toMetricTable = <Kind extends MetricKind>(kind: Kind): `otel_metrics_${Kind}` => `otel_metrics_${kind}`

/** A table or view of the hub's database. */
export type Table = {
  /** What its rows tell of; missing for what the hub keeps for itself. */
  readonly source?: Source
  /** Column of the time that rows are of. */
  readonly time?: string
  /** Partitions are days, so that what is too old is dropped whole. */
  readonly partition?: string
  /** The time in whole seconds, as a TTL counts. */
  readonly seconds?: string
  /** Option of the hub that says how many days rows are kept; missing: forever. */
  readonly retention?: 'retentionTracesDays' | 'retentionLogsDays' | 'retentionMetricsDays'
  /** The table that it is filled or read from. */
  readonly from?: string
  /** Rows come through the journal. */
  readonly isJournaled?: true
  /** Clients may insert rows into it: the tables that the OpenTelemetry Collector's ClickHouse exporter writes. */
  readonly isInsertable?: true
  /** Who may read it: SQL of users, or the hub alone. */
  readonly readers: 'users' | 'hub'
}

const byTime = <const Time extends string>(time: Time) =>
  ({ time, partition: `toDate(${time})`, seconds: `toDateTime(${time})` }) as const

const received = { isJournaled: true, isInsertable: true, readers: 'users' } as const

const metrics = { source: 'metrics', ...byTime('TimeUnix'), retention: 'retentionMetricsDays', ...received } as const

const fromTraces = { source: 'traces', from: 'otel_traces' } as const

/** Every table and view that the migrations make. */
export const tables = {
  otel_traces: { source: 'traces', ...byTime('Timestamp'), retention: 'retentionTracesDays', ...received },
  otel_logs: { source: 'logs', ...byTime('Timestamp'), retention: 'retentionLogsDays', ...received },
  otel_metrics_gauge: metrics,
  otel_metrics_sum: metrics,
  otel_metrics_histogram: metrics,
  otel_metrics_exponential_histogram: metrics,
  otel_metrics_summary: metrics,
  otel_traces_trace_id_ts: {
    ...fromTraces,
    ...byTime('Start'),
    retention: 'retentionTracesDays',
    readers: 'users',
  },
  otel_traces_trace_id_ts_mv: { ...fromTraces, readers: 'hub' },
  entry_spans: { ...fromTraces, ...byTime('Timestamp'), retention: 'retentionTracesDays', readers: 'users' },
  entry_spans_mv: { ...fromTraces, readers: 'hub' },
  entry_spans_since: { source: 'traces', readers: 'users' },
  request_rollup: {
    ...fromTraces,
    ...byTime('minute'),
    seconds: 'minute',
    retention: 'retentionMetricsDays',
    readers: 'users',
  },
  request_rollup_mv: { ...fromTraces, readers: 'hub' },
  user_activity: { ...fromTraces, readers: 'users' },
  schema_migrations: { readers: 'hub' },
} as const satisfies Readonly<Record<string, Table>>

export type TableName = keyof typeof tables

type NamesWith<Fact> = {
  [Name in TableName]: (typeof tables)[Name] extends Fact ? Name : never
}[TableName]

/** The tables that rows travel to by the journal. */
export type JournaledTable = NamesWith<{ isJournaled: true }>
/** The tables that clients of the ClickHouse door may insert into. */
export type InsertableTable = NamesWith<{ isInsertable: true }>

const everyTable = Object.entries(tables) as readonly (readonly [TableName, Table])[]

const namesOf = <Name extends TableName>(has: (table: Table) => boolean): readonly Name[] =>
  everyTable.flatMap(([name, table]) => (has(table) ? [name as Name] : []))

export const journaledTables = namesOf<JournaledTable>(({ isJournaled }) => isJournaled === true)
export const insertableTables = namesOf<InsertableTable>(({ isInsertable }) => isInsertable === true)
/** The tables that SQL of users may read. */
export const readableTables: ReadonlySet<string> = new Set(namesOf(({ readers }) => readers === 'users'))

/** The journaled tables whose rows a statement can read, by the names in its text: one too many does no harm. */
export const toSourceTables = (sql: string): JournaledTable[] => {
  const named = everyTable.filter(([name]) => sql.includes(name))
  return journaledTables.filter((table) => named.some(([name, { from }]) => name === table || from === table))
}
