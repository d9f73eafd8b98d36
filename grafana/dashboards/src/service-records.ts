import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import type { DashboardLink, Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { clickhouse } from './clickhouse-query.ts'
import { link, toDashboard, toHub, uids } from './links.ts'
import { errorsSql } from './log-sql.ts'
import type { Profiles } from './profiles.ts'
import { logLines } from './queries.ts'
import { logs } from './records.ts'
import { sources } from './sources.ts'
import { table } from './tables.ts'
import { timeColumn, traceColumn, tracesSql, traceTable } from './trace-table.ts'

const service = '${service:percentencode}'

const errorLinks = ({ logging }: Profiles): Builder<DashboardLink>[] => [
  ...(logging ? [link('All log lines', toDashboard(uids.logs, { 'var-service': service }))] : []),
  link('Log lines in plainsight', toHub('logs', { service, severity: 'error' })),
]

/**
 * Error lines of the service, from Loki. It reads every line until it has found enough, so the query covers six hours
 * only.
 */
const errorsOfLoki = (profiles: Profiles): Builder<Panel> =>
  logs({
    source: sources.loki,
    title: 'Latest errors',
    description:
      'The newest lines of level error and above: of the last six hours if the range ends now, otherwise of the range. Open a line for its fields.',
    unit: 'none',
    links: errorLinks(profiles),
    noValue: 'No errors in that time.',
    queries: [
      logLines(
        '{service_name="$service", deployment_environment_name=~"$environment"} | detected_level=~"error|critical|fatal"',
        100,
      ),
    ],
  }).timeFrom('6h')

/**
 * The same from ClickHouse, which finds them at once over any range. A table, since Grafana's panel of log lines takes
 * no links.
 */
const errorsOfClickHouse = (profiles: Profiles): Builder<Panel> =>
  table({
    source: sources.clickhouse,
    title: 'Latest errors',
    description:
      'The newest log lines of level error and above. Click a trace to open the request that wrote the line.',
    unit: 'short',
    links: errorLinks(profiles),
    noValue: 'No errors.',
    queries: [clickhouse('table', errorsSql)],
    columns: [
      timeColumn,
      { from: 'level', to: 'Level', width: 80 },
      { from: 'line', to: 'Line' },
      { from: 'exception', to: 'Exception' },
      traceColumn,
    ],
  })

/** Error lines of the service, from where they are found sooner. */
export const recentErrors = (profiles: Profiles): Builder<Panel> =>
  profiles.analytics ? errorsOfClickHouse(profiles) : errorsOfLoki(profiles)

/** The slowest and the failed requests of the service, from ClickHouse. */
export const recentTraces = traceTable({
  title: 'Slow and failed traces',
  description: 'Failed requests first, then the slowest. Click a trace to open it.',
  links: [
    link('Search traces', toDashboard(uids.traces, { 'var-service': service })),
    link('Traces in plainsight', toHub('traces', { service })),
  ],
  queries: [
    clickhouse(
      'table',
      tracesSql({
        where: [
          'ServiceName = ${service:sqlstring}',
          "$__conditionalAll(ResourceAttributes['deployment.environment.name'] IN (${environment:sqlstring}), $environment)",
          "$__conditionalAll(SpanAttributes['http.route'] IN (${route:sqlstring}), $route)",
        ],
        orderBy: "StatusCode = 'Error' DESC, Duration DESC",
        limit: 50,
      }),
    ),
  ],
})
