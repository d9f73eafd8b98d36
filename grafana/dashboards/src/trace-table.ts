import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog'
import type { DashboardLink } from '@grafana/grafana-foundation-sdk/dashboard'
import type { PanelBuilder } from '@grafana/grafana-foundation-sdk/table'
import { hubUrl, link, toDashboard, uids } from './links.ts'
import { durationLimits } from './red-limits.ts'
import { sources } from './sources.ts'
import { type Column, table } from './tables.ts'

/**
 * Rows inside the time range, by the sorting key that `entry_spans` and `otel_logs` share: slots of five minutes first.
 */
export const inRange = `toStartOfFiveMinutes(Timestamp) >= toStartOfFiveMinutes($__fromTime)
  AND toStartOfFiveMinutes(Timestamp) <= $__toTime
  AND Timestamp >= $__fromTime AND Timestamp <= $__toTime`

export type TracesQuery = { readonly where: readonly string[]; readonly orderBy: string; readonly limit: number }

/**
 * A row an entry span: when, what, how long, and the id of its trace. They are read from `entry_spans`, which holds
 * what begins a trace or came in from outside, by time.
 */
export const tracesSql = ({ where, orderBy, limit }: TracesQuery): string => `
SELECT
  Timestamp AS time,
  TraceId AS trace,
  ServiceName AS service,
  SpanName AS name,
  Duration / 1e9 AS duration,
  if(StatusCode IN ('Error', 'STATUS_CODE_ERROR'), 'Error', 'Ok') AS status,
  if(HttpStatus = 0, '', toString(HttpStatus)) AS code
FROM entry_spans
WHERE ${[inRange, ...where].join('\n  AND ')}
ORDER BY ${orderBy}
LIMIT ${limit}`

type TraceTableOptions = {
  readonly title: string
  readonly description: string
  readonly links: readonly Builder<DashboardLink>[]
  readonly queries: readonly ((refId: string) => Builder<Dataquery>)[]
}

const statusMapping = {
  type: 'value',
  options: { Error: { color: 'red', index: 0 }, Ok: { color: 'green', index: 1 } },
}

const traceLinks = [
  link('Open the trace', toDashboard(uids.traces, { 'var-traceId': '${__value.raw}' })),
  link('Open the trace in plainsight', `${hubUrl}/trace?id=\${__value.raw}`),
].map((builder) => builder.build())

/** When a row was, in the column `time`. */
export const timeColumn: Column = { from: 'time', to: 'Time', width: 190, unit: 'dateTimeAsIso' }

/** A trace id in the column `trace`, which leads to the trace. */
export const traceColumn: Column = {
  from: 'trace',
  to: 'Trace',
  width: 290,
  more: [{ id: 'links', value: traceLinks }],
}

/** Rows of `tracesSql`, each leading to its trace. */
export const traceTable = (options: TraceTableOptions): PanelBuilder =>
  table({
    ...options,
    source: sources.clickhouse,
    unit: 'short',
    columns: [
      timeColumn,
      { from: 'service', to: 'Service', width: 140 },
      { from: 'name', to: 'Name' },
      { from: 'duration', to: 'Duration', width: 110, ...durationLimits },
      {
        from: 'status',
        to: 'Status',
        width: 90,
        more: [
          { id: 'mappings', value: [statusMapping] },
          { id: 'custom.cellOptions', value: { type: 'color-text' } },
        ],
      },
      { from: 'code', to: 'HTTP', width: 70 },
      traceColumn,
    ],
  })
