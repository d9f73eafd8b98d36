import { lines } from './panels.ts'
import { series } from './queries.ts'
import { sources } from './sources.ts'

const common = { source: sources.prometheus, noValue: 'ClickHouse does not run (profile analytics).' }

export const clickhouseHealth = [
  lines({
    ...common,
    title: 'Rows inserted into ClickHouse',
    description: 'Rows per second of all tables, of materialized views too.',
    unit: 'cps',
    queries: [series('sum(rate(ClickHouseProfileEvents_InsertedRows[$__rate_interval]))', 'rows')],
  }),
  lines({
    ...common,
    title: 'Queries of ClickHouse',
    description:
      'Statements per second, and those that failed. Failed ones that do not stop: see the log of the hub, of the Collector, or of Grafana.',
    unit: 'cps',
    queries: [
      series('sum(rate(ClickHouseProfileEvents_Query[$__rate_interval]))', 'all'),
      series('sum(rate(ClickHouseProfileEvents_FailedQuery[$__rate_interval]))', 'failed'),
    ],
  }),
  lines({
    ...common,
    title: 'Memory of ClickHouse',
    description: 'Memory that queries, inserts and caches have taken.',
    unit: 'bytes',
    queries: [series('sum(ClickHouseMetrics_MemoryTracking)', 'in use')],
  }),
  lines({
    ...common,
    title: 'Parts of the fullest partition',
    description:
      'Pieces that a partition lies in. Growing to hundreds: inserts are too small, or merges cannot follow; at 3,000 it refuses inserts.',
    unit: 'short',
    queries: [series('max(ClickHouseAsyncMetrics_MaxPartCountForPartition)', 'parts')],
  }),
  lines({
    ...common,
    title: 'Room on the disk of ClickHouse',
    description:
      'Bytes that tables use and that are free. Short of room: keep rows for a shorter time, or give it a larger disk.',
    unit: 'bytes',
    queries: [
      series('max(ClickHouseAsyncMetrics_TotalBytesOfMergeTreeTables)', 'tables'),
      series('min(ClickHouseAsyncMetrics_DiskAvailable_default)', 'free'),
    ],
  }),
  lines({
    ...common,
    title: 'Merges of ClickHouse',
    description: 'Merges that run. Always at their limit (16 by default): inserts are more than the disk can follow.',
    unit: 'short',
    queries: [series('sum(ClickHouseMetrics_Merge)', 'merges')],
  }),
]
