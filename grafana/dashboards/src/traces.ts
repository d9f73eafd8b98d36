import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { clickhouse } from './clickhouse-query.ts'
import { paint, percentileColours } from './colours.ts'
import { createDashboard } from './create-dashboard.ts'
import { hubUrl, link, toHub, uids } from './links.ts'
import { bars, lines } from './panels.ts'
import type { Profiles } from './profiles.ts'
import { logs, waterfall } from './records.ts'
import { sources } from './sources.ts'
import { traceLogsSql, traceSql } from './trace-sql.ts'
import { inRange, tracesSql, traceTable } from './trace-table.ts'
import { clickhouseEnvironments, clickhouseServices, listed, textBox } from './variables.ts'

const source = sources.clickhouse

const isError = "StatusCode IN ('Error', 'STATUS_CODE_ERROR')"

/** What the variables ask for; nothing, where a variable is empty or all. */
const chosen = [
  '$__conditionalAll(ServiceName IN (${service:sqlstring}), $service)',
  "$__conditionalAll(ResourceAttributes['deployment.environment.name'] IN (${environment:sqlstring}), $environment)",
  `$__conditionalAll(if(${isError}, 'error', 'ok') IN (\${status:sqlstring}), $status)`,
  '$__conditionalAll(positionCaseInsensitive(SpanName, ${name:sqlstring}) > 0, $name)',
  '$__conditionalAll(Duration >= toFloat64OrZero(${minimum:sqlstring}) * 1e6, $minimum)',
]
const where = [inRange, ...chosen].join('\n  AND ')

const overTime = (columns: string): string => `
SELECT
  $__timeInterval(Timestamp) AS time,
  ${columns}
FROM entry_spans
WHERE ${where}
GROUP BY time
ORDER BY time`

const common = { source, links: [link('Traces in plainsight', toHub('traces'))] }

const search = [
  bars({
    ...common,
    title: 'Requests found',
    description:
      'Entry spans that match the filters: incoming requests and messages, and roots. Drag over a red part to list them below.',
    unit: 'short',
    overrides: [paint('ok', 'green'), paint('error', 'red')],
    queries: [clickhouse('timeseries', overTime(`countIf(NOT ${isError}) AS ok, countIf(${isError}) AS error`))],
  }),
  lines({
    ...common,
    title: 'Duration found',
    description: 'Durations of the spans that match the filters.',
    unit: 's',
    overrides: percentileColours,
    queries: [
      clickhouse(
        'timeseries',
        overTime(
          'quantileTDigest(0.5)(Duration) / 1e9 AS p50, quantileTDigest(0.95)(Duration) / 1e9 AS p95, quantileTDigest(0.99)(Duration) / 1e9 AS p99',
        ),
      ),
    ],
  }),
]

const list = traceTable({
  title: 'Traces',
  description: 'The newest 200 that match the filters. Click a trace id to open the trace above.',
  links: common.links,
  queries: [clickhouse('table', tracesSql({ where: chosen, orderBy: 'Timestamp DESC', limit: 200 }))],
})

const ofTrace = [
  link('This trace in plainsight', `${hubUrl}/trace?id=\${traceId:percentencode}`),
  link('Its log lines in plainsight', `${hubUrl}/logs?trace=\${traceId:percentencode}&from=now-30d`),
]

const trace = [
  waterfall({
    source,
    links: ofTrace,
    title: 'Trace $traceId',
    description: 'Spans of the trace in the field Trace above: choose one in the table below, or paste an id.',
    unit: 'none',
    noValue: 'No trace chosen: click one in the table below, or paste an id into the field Trace.',
    queries: [clickhouse('traces', traceSql)],
  }),
  logs({
    source,
    links: ofTrace,
    title: 'Its log lines',
    description: 'Log lines of the trace, as the hub or the Collector stored them.',
    unit: 'none',
    noValue: 'No trace chosen, or it has no log lines.',
    queries: [clickhouse('logs', traceLogsSql)],
  }),
]

/** A search for traces, and one of them with its log lines. */
export const traces = ({ logging }: Profiles): Dashboard =>
  createDashboard({
    uid: uids.traces,
    title: 'Traces',
    description: 'Search for traces by service, name, duration and status, and see one in full, with its log lines.',
    variables: [
      textBox('traceId', 'Trace', 'Id of the trace to show: 32 hexadecimal digits.'),
      clickhouseEnvironments(
        "SELECT DISTINCT ResourceAttributes['deployment.environment.name'] AS name FROM entry_spans WHERE Timestamp >= greatest($__fromTime, $__toTime - 3600) AND Timestamp <= $__toTime AND name != '' ORDER BY name LIMIT 100",
      ),
      clickhouseServices(
        'SELECT service FROM request_rollup WHERE minute >= $__fromTime - 60 AND minute <= $__toTime GROUP BY service ORDER BY sum(requests) DESC LIMIT 500',
      ),
      listed(['error', 'ok'], { name: 'status', label: 'Status', description: 'How the span ended.' }),
      textBox('name', 'Name', 'Part of the name of the span, for example a route.'),
      textBox('minimum', 'Longer than (ms)', 'Minimum duration of the span in milliseconds.'),
    ],
    links: logging ? [link('Logs of these services', `/d/${uids.logs}`, { keep: true })] : [],
    rows: [
      { title: 'One trace', height: 14, across: 1, panels: trace },
      { title: 'Found', height: 7, panels: search },
      { title: 'Traces', height: 14, panels: [list] },
    ],
  })
