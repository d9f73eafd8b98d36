import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { percentileColours } from './colours.ts'
import { createDashboard } from './create-dashboard.ts'
import { link, toHub, uids } from './links.ts'
import { lines, linesWithLimits, stat } from './panels.ts'
import { latest, series } from './queries.ts'
import { chosenServices, errors, exemplars, percentile, redRows, requests } from './red.ts'
import { redColumns } from './red-columns.ts'
import { apdexLimits, drawnErrorLimit, durationLimits, errorLimits } from './red-limits.ts'
import { serviceColumns, toService } from './service-links.ts'
import { sources } from './sources.ts'
import { table } from './tables.ts'
import { environmentOf, servicesOf } from './variables.ts'

const source = sources.prometheus
const base = 'service:http_requests:rate5m'

const toHubPage = link('Requests in plainsight', toHub('requests'))
const common = { source, links: [toHubPage], valueLinks: [toService] }

const all = (expr: string): string => `sum(${expr})`

const overview = [
  stat({
    ...common,
    title: 'Requests',
    description:
      'Requests per second of all selected services, over 5 minutes. Zero after traffic: check what is in front of the services.',
    unit: 'reqps',
    queries: [latest(all(requests('service', chosenServices)), 'Requests')],
    valueLinks: [],
  }),
  stat({
    ...common,
    title: 'Errors',
    description:
      'Share of requests answered with 5xx, over 5 minutes. Above 1 %: find the service and route in the tables below, then its traces.',
    ...errorLimits,
    queries: [
      latest(`${all(errors('service', chosenServices))} / (${all(requests('service', chosenServices))} > 0)`, 'Errors'),
    ],
    valueLinks: [],
  }),
  stat({
    ...common,
    title: 'Slowest p99',
    description: 'The 99th percentile of request durations of the slowest selected service, over 5 minutes.',
    ...durationLimits,
    queries: [latest(`max(${percentile('service', 99, chosenServices)})`, 'p99')],
    valueLinks: [],
  }),
  stat({
    ...common,
    title: 'Lowest Apdex',
    description:
      'Satisfaction of callers of the worst selected service, from 0 to 1: a request within 0.5 s counts 1, within 2.5 s one half, slower or failed 0.',
    ...apdexLimits,
    queries: [latest(`min(service:apdex:5m{${chosenServices}})`, 'Apdex')],
    valueLinks: [],
  }),
]

const course = [
  lines({
    ...common,
    title: 'Requests by service',
    description:
      'Requests per second. A drop without a deploy or a quiet night: callers cannot reach the service, or a caller is broken.',
    unit: 'reqps',
    queries: [series(`sum by (service_name) (${requests('service', chosenServices)})`, '{{service_name}}')],
  }),
  linesWithLimits({
    ...common,
    title: 'Errors by service',
    description:
      'Share of requests answered with 5xx. A sudden step is usually a deploy; a slope is usually something that fills up.',
    ...drawnErrorLimit,
    queries: [
      series(
        `sum by (service_name) (${errors('service', chosenServices)}) / (sum by (service_name) (${requests('service', chosenServices)}) > 0)`,
        '{{service_name}}',
      ),
    ],
  }),
  lines({
    ...common,
    title: 'Duration, all chosen services',
    description:
      'The 50th, 95th and 99th percentile of the slowest service. Points are single requests: click one to open its trace. p99 far from p95: few, very slow requests; both high: everything waits.',
    unit: 's',
    overrides: percentileColours,
    queries: [
      series(`max(${percentile('service', 50, chosenServices)})`, 'p50'),
      series(`max(${percentile('service', 95, chosenServices)})`, 'p95'),
      series(`max(${percentile('service', 99, chosenServices)})`, 'p99'),
      exemplars(chosenServices, 'service_name'),
    ],
    valueLinks: [],
  }),
  linesWithLimits({
    ...common,
    title: 'Apdex by service',
    description:
      'Satisfaction of callers: a request within 0.5 s counts 1, within 2.5 s one half, slower or failed 0. Below 0.85 people notice.',
    unit: 'none',
    decimals: 2,
    max: 1,
    steps: [
      [null, 'red'],
      [0.85, 'green'],
    ],
    queries: [series(`min by (service_name) (service:apdex:5m{${chosenServices}})`, '{{service_name}}')],
  }),
]

const byService = table({
  source,
  links: [toHubPage],
  title: 'Services',
  description: 'Each selected service over the last 5 minutes of the range. Click a name to open the service.',
  unit: 'short',
  sortBy: 'Requests',
  queries: redRows('service', 'service_name, deployment_environment_name', chosenServices),
  columns: redColumns(serviceColumns),
})

const byRoute = table({
  source,
  links: [toHubPage],
  title: 'Routes',
  description:
    'Each route of the selected services over the last 5 minutes of the range. Sort by errors or p99 to find the cause.',
  unit: 'short',
  sortBy: 'Requests',
  queries: redRows('service_route', 'service_name, http_route', chosenServices),
  columns: redColumns([
    { from: 'service_name', to: 'Service' },
    { from: 'http_route', to: 'Route' },
  ]),
})

/** Every service at a glance: rate, errors, duration, Apdex. */
export const services = (): Dashboard =>
  createDashboard({
    uid: uids.services,
    title: 'Services',
    description: 'Requests, errors, durations and Apdex of every service: start here.',
    variables: [environmentOf(base), servicesOf(base)],
    rows: [
      { title: 'Now', height: 4, panels: overview },
      { title: 'Course', height: 8, across: 2, panels: course },
      { title: 'By service', height: 8, panels: [byService] },
      { title: 'By route', height: 10, panels: [byRoute] },
    ],
  })
