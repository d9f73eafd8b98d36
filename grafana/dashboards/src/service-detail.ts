import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { percentileColours, statusColours } from './colours.ts'
import { createDashboard } from './create-dashboard.ts'
import type { Row } from './layout.ts'
import { link, toDashboard, toHub, uids } from './links.ts'
import { lines, linesWithLimits, stack, stat } from './panels.ts'
import type { Profiles } from './profiles.ts'
import { latest, pushedSeries, series } from './queries.ts'
import { chosenRoutes, errors, exemplars, percentile, redRows, requests } from './red.ts'
import { redColumns } from './red-columns.ts'
import { apdexLimits, drawnErrorLimit, durationLimits, errorLimits } from './red-limits.ts'
import { recentErrors, recentTraces } from './service-records.ts'
import { sources } from './sources.ts'
import { table } from './tables.ts'
import { environmentOf, routesOf, serviceOf } from './variables.ts'

const source = sources.prometheus
const base = 'service:http_requests:rate5m'
const processes = 'service_name="$service", deployment_environment_name=~"$environment"'

const toHubPage = link('Requests in plainsight', toHub('requests', { service: '${service:percentencode}' }))
const common = { source, links: [toHubPage] }

const requestRate = `sum(${requests('service_route', chosenRoutes)})`
const errorShare = `sum(${errors('service_route', chosenRoutes)}) / (${requestRate} > 0)`
const buckets = `service_route_le:http_request_duration_seconds_bucket:rate5m{${chosenRoutes}}`
const quantile = (share: number): string => `histogram_quantile(${share}, sum by (le) (${buckets}))`

const now = [
  stat({
    ...common,
    title: 'Requests',
    description: 'Requests per second to the selected routes, over 5 minutes.',
    unit: 'reqps',
    queries: [latest(requestRate, 'Requests')],
  }),
  stat({
    ...common,
    title: 'Errors',
    description:
      'Share of requests answered with 5xx, over 5 minutes. Above 1 %: find the route below, then its log lines and traces.',
    ...errorLimits,
    queries: [latest(errorShare, 'Errors')],
  }),
  stat({
    ...common,
    title: 'p99',
    description: 'The 99th percentile of request durations, over 5 minutes.',
    ...durationLimits,
    queries: [latest(`${quantile(0.99)} >= 0`, 'p99')],
  }),
  stat({
    ...common,
    title: 'Apdex',
    description:
      "Satisfaction of the service's callers, from 0 to 1: a request within 0.5 s counts 1, within 2.5 s one half, slower or failed 0.",
    ...apdexLimits,
    queries: [latest(`min(service:apdex:5m{${processes}})`, 'Apdex')],
  }),
  stat({
    ...common,
    title: 'In flight',
    description: 'Active requests. Growing without end: they wait for something that does not respond.',
    unit: 'short',
    queries: [latest(`sum(http_server_active_requests{${processes}})`, 'In flight')],
  }),
  stat({
    ...common,
    title: 'Processes',
    description: 'Reporting processes. Fewer than you started: one has ended, or cannot reach the Collector.',
    unit: 'short',
    queries: [latest(`count(process_uptime_seconds{${processes}})`, 'Processes')],
  }),
]

const statusClass = `sum by (class) (label_replace(service_route_status:http_requests:rate5m{${chosenRoutes}}, "class", "\${1}xx", "http_response_status_code", "([1-5]).."))`

const course = [
  stack({
    ...common,
    title: 'Requests by status',
    description:
      'Requests per second by class of the status code. 4xx are errors of the callers: many at once are usually a broken link or client.',
    unit: 'reqps',
    overrides: statusColours,
    queries: [series(statusClass, '{{class}}')],
  }),
  lines({
    ...common,
    title: 'Duration',
    description:
      'The 50th, 95th and 99th percentile of request durations. Points are single requests: click one to open its trace.',
    unit: 's',
    overrides: percentileColours,
    queries: [
      series(quantile(0.5), 'p50'),
      series(quantile(0.95), 'p95'),
      series(quantile(0.99), 'p99'),
      exemplars(chosenRoutes),
    ],
  }),
]

const byRoute = [
  lines({
    ...common,
    title: 'Requests by route',
    description: 'Requests per second of each selected route.',
    unit: 'reqps',
    queries: [series(`sum by (http_route) (${requests('service_route', chosenRoutes)})`, '{{http_route}}')],
  }),
  linesWithLimits({
    ...common,
    title: 'Errors by route',
    description:
      'Share of requests answered with 5xx, for each selected route. One route: check its code and its calls. All routes: check the process, its database and its host.',
    ...drawnErrorLimit,
    queries: [
      series(
        `sum by (http_route) (${errors('service_route', chosenRoutes)}) / (sum by (http_route) (${requests('service_route', chosenRoutes)}) > 0)`,
        '{{http_route}}',
      ),
    ],
  }),
  lines({
    ...common,
    title: 'p99 by route',
    description: 'The 99th percentile of request durations, for each selected route.',
    unit: 's',
    queries: [series(`max by (http_route) (${percentile('service_route', 99, chosenRoutes)})`, '{{http_route}}')],
  }),
]

const slowest = table({
  ...common,
  title: 'Routes, slowest first',
  description: 'Each selected route over the last 5 minutes of the range.',
  unit: 'short',
  sortBy: 'p99',
  queries: redRows('service_route', 'http_route', chosenRoutes),
  columns: redColumns([{ from: 'http_route', to: 'Route' }]),
})

const calls = `http_client_request_duration_seconds_count{${processes}}`
const failedCalls = `http_client_request_duration_seconds_count{${processes}, http_response_status_code=~"5..|"}`
const byServer = 'server_address, server_port'

const callsOut = [
  lines({
    ...common,
    title: 'Calls to others',
    description: 'Outgoing HTTP requests per second, by server. Empty: the service makes none.',
    unit: 'reqps',
    queries: [
      pushedSeries(`sum by (${byServer}) (rate(${calls}[$__rate_interval]))`, '{{server_address}}:{{server_port}}'),
    ],
  }),
  lines({
    ...common,
    title: 'Failed calls to others',
    description:
      'Share of outgoing HTTP requests that failed with 5xx or without a response. High here and above: the other server is the cause.',
    unit: 'percentunit',
    queries: [
      pushedSeries(
        `(sum by (${byServer}) (rate(${failedCalls}[$__rate_interval])) or sum by (${byServer}) (rate(${calls}[$__rate_interval])) * 0) / (sum by (${byServer}) (rate(${calls}[$__rate_interval])) > 0)`,
        '{{server_address}}:{{server_port}}',
      ),
    ],
  }),
  lines({
    ...common,
    title: 'Duration of calls to others, p95',
    description: 'The 95th percentile of the duration of outgoing HTTP requests, by server.',
    unit: 's',
    queries: [
      pushedSeries(
        `histogram_quantile(0.95, sum by (le, ${byServer}) (rate(http_client_request_duration_seconds_bucket{${processes}}[$__rate_interval])))`,
        '{{server_address}}:{{server_port}}',
      ),
    ],
  }),
]

const rows: readonly Row[] = [
  { title: 'Now', height: 4, panels: now },
  { title: 'Course', height: 8, panels: course },
  { title: 'By route', height: 8, panels: byRoute },
  { title: 'Slowest routes', height: 8, panels: [slowest] },
  { title: 'Calls to others', height: 7, panels: callsOut },
]

/** One service: its routes, what it calls, and, where their sources run, its failed traces and error lines. */
export const serviceDetail = (profiles: Profiles): Dashboard =>
  createDashboard({
    uid: uids.serviceDetail,
    title: 'Service',
    description:
      'One service: requests, errors and durations by route, its outgoing calls, its errors and slow traces.',
    variables: [environmentOf(base), serviceOf(base), routesOf('service_route:http_requests:rate5m')],
    links: [link('Node runtime', toDashboard(uids.runtime, { 'var-service': '${service:percentencode}' })), toHubPage],
    rows: [
      ...rows,
      ...(profiles.analytics ? [{ title: 'Slow and failed traces', height: 9, panels: [recentTraces] }] : []),
      ...(profiles.analytics || profiles.logging
        ? [{ title: 'Errors in the log', height: 9, panels: [recentErrors(profiles)] }]
        : []),
    ],
  })
