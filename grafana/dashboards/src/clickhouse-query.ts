import type { Dataquery } from '@grafana/grafana-foundation-sdk/cog'
import type { Query } from './queries.ts'
import { sources } from './sources.ts'

/** What Grafana's ClickHouse data source makes of the rows, and the number it sends to its backend for that. */
const formats = { timeseries: 0, table: 1, logs: 2, traces: 3 } as const

export type ClickHouseFormat = keyof typeof formats

/** A query of grafana-clickhouse-datasource 4.20; the SDK has no types of it. */
type ClickHouseDataquery = Dataquery & {
  readonly refId: string
  readonly datasource: (typeof sources)['clickhouse']
  readonly pluginVersion: '4.20.0'
  readonly editorType: 'sql'
  readonly queryType: ClickHouseFormat
  readonly format: number
  readonly rawSql: string
}

/** SQL for the ClickHouse data source. Tables go without their database: that is the source's default. */
export const clickhouse =
  (format: ClickHouseFormat, rawSql: string): Query =>
  (refId) => ({
    build: (): ClickHouseDataquery => ({
      refId,
      datasource: sources.clickhouse,
      pluginVersion: '4.20.0',
      editorType: 'sql',
      queryType: format,
      format: formats[format],
      rawSql: rawSql.trim(),
      // The SDK's mark of a query; JSON leaves it out.
      _implementsDataqueryVariant: () => undefined,
    }),
  })
