import { clickhouse } from './clickhouse-query.ts'
import { link, toDashboard, toHub, uids } from './links.ts'
import { logLines } from './queries.ts'
import { logs } from './records.ts'
import { sources } from './sources.ts'
import { tracesSql, traceTable } from './trace-table.ts'

const service = '${service:percentencode}'

/** Error lines of the service, from Loki. */
export const recentErrors = logs({
  source: sources.loki,
  title: 'Latest errors',
  description: 'The newest lines of level error and above. A line opened shows its trace id, which leads to the trace.',
  unit: 'none',
  links: [
    link('All log lines', toDashboard(uids.logs, { 'var-service': service })),
    link('Log lines in plainsight', toHub('logs', { service, severity: 'error' })),
  ],
  queries: [
    logLines(
      '{service_name="$service", deployment_environment_name=~"$environment"} | detected_level=~"error|critical|fatal"',
      100,
    ),
  ],
})

/** The slowest and the failed requests of the service, from ClickHouse. */
export const recentTraces = traceTable({
  title: 'Slow and failed traces',
  description: 'Requests that failed first, then the slowest. A click on a trace opens it.',
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
