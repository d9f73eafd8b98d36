import { lines } from './panels.ts'
import { series } from './queries.ts'
import { sources } from './sources.ts'

const common = { source: sources.prometheus, noValue: 'ClickHouse does not run (profile analytics).' }

export const clickhouseHealth = [
  lines({
    ...common,
    title: 'Rows inserted into ClickHouse',
    description: 'Rows per second in all tables, including materialized views.',
    unit: 'cps',
    queries: [series('sum(rate(ClickHouseProfileEvents_InsertedRows[$__rate_interval]))', 'rows')],
  }),
  lines({
    ...common,
    title: 'Queries of ClickHouse',
    description:
      'Statements per second, and failed statements. If failures continue, see the log of the hub, the Collector or Grafana.',
    unit: 'cps',
    queries: [
      series('sum(rate(ClickHouseProfileEvents_Query[$__rate_interval]))', 'all'),
      series('sum(rate(ClickHouseProfileEvents_FailedQuery[$__rate_interval]))', 'failed'),
    ],
  }),
  lines({
    ...common,
    title: 'Memory of ClickHouse',
    description: 'Memory used by queries, inserts and caches.',
    unit: 'bytes',
    queries: [series('sum(ClickHouseMetrics_MemoryTracking)', 'in use')],
  }),
  lines({
    ...common,
    title: 'Parts of the fullest partition',
    description:
      'Number of parts of a partition. Hundreds: inserts are too small, or merges cannot keep up. At 3,000 ClickHouse rejects inserts.',
    unit: 'short',
    queries: [series('max(ClickHouseAsyncMetrics_MaxPartCountForPartition)', 'parts')],
  }),
  lines({
    ...common,
    title: 'Room on the disk of ClickHouse',
    description:
      'Bytes used by tables, and free bytes. If space runs short, shorten the retention or use a larger disk.',
    unit: 'bytes',
    queries: [
      series('max(ClickHouseAsyncMetrics_TotalBytesOfMergeTreeTables)', 'tables'),
      series('min(ClickHouseAsyncMetrics_DiskAvailable_default)', 'free'),
    ],
  }),
  lines({
    ...common,
    title: 'Merges of ClickHouse',
    description: 'Running merges. Always at the limit (16 by default): the disk cannot keep up with inserts.',
    unit: 'short',
    queries: [series('sum(ClickHouseMetrics_Merge)', 'merges')],
  }),
]
