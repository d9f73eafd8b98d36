import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { createDashboard } from './create-dashboard.ts'
import { uids } from './links.ts'
import { lines, linesWithLimits, stat } from './panels.ts'
import { latest, latestRows, series } from './queries.ts'
import { chosenServices } from './red.ts'
import { serviceColumns, toService } from './service-links.ts'
import { sources } from './sources.ts'
import { table } from './tables.ts'
import { environmentOf, servicesOf } from './variables.ts'

const source = sources.prometheus
const service = 'service_name, deployment_environment_name'
const objective = `service:slo_objective:ratio{${chosenServices}}`

/** Share of requests that may fail. */
const allowed = `(1 - ${objective})`

/** How many times faster than the objective allows errors come: at 1 the budget lasts the whole 30 days. */
const burn = (window: string): string =>
  `max by (${service}) (service:slo_errors:ratio_rate${window}{${chosenServices}}) / max by (${service}) ${allowed}`

/** Share of failed requests of the last 30 days, or of all that Prometheus still has. */
const failed =
  `sum by (${service}) (sum_over_time(service:http_request_errors:rate1h{${chosenServices}}[30d]))` +
  ` / (sum by (${service}) (sum_over_time(service:http_requests:rate1h{${chosenServices}}[30d])) > 0)`
const budgetLeft = `1 - (${failed}) / max by (${service}) ${allowed}`

const legend = '{{service_name}} {{deployment_environment_name}}'

const budgetSteps = [
  [null, 'red'],
  [0, 'orange'],
  [0.25, 'green'],
] as const
const burnSteps = [
  [null, 'green'],
  [1, 'orange'],
  [14.4, 'red'],
] as const

const now = [
  stat({
    source,
    title: 'Least budget left',
    description:
      'Remaining error budget of 30 days, of the service with the least. Below 0 the objective is missed: reliability comes before features.',
    unit: 'percentunit',
    steps: budgetSteps,
    queries: [latest(`min(${budgetLeft})`, 'Budget left')],
  }),
  stat({
    source,
    title: 'Fastest burn over an hour',
    description:
      'Pace of errors, as a multiple of the allowed pace. 14.4 uses up a 30-day budget in two days, and raises a critical alert.',
    unit: 'suffix:×',
    decimals: 1,
    steps: burnSteps,
    queries: [latest(`max(${burn('1h')})`, 'Burn rate')],
  }),
  stat({
    source,
    title: 'Services below their objective',
    description: 'Services with no budget left.',
    unit: 'short',
    steps: [
      [null, 'green'],
      [1, 'red'],
    ],
    queries: [latest(`count((${budgetLeft}) < 0) or vector(0)`, 'Services')],
  }),
]

const list = table({
  source,
  title: 'Objectives and budgets',
  description:
    'Each selected service: its objective (prometheus/rules/slo-objectives.yml), the share reached, and how fast it uses the rest of its budget.',
  unit: 'short',
  sortBy: 'Burn, 1 h',
  queries: [
    latestRows(`max by (${service}) (${objective})`),
    latestRows(failed),
    latestRows(budgetLeft),
    latestRows(burn('1h')),
    latestRows(burn('6h')),
    latestRows(burn('3d')),
  ],
  columns: [
    ...serviceColumns,
    { from: 'Value #A', to: 'Objective', unit: 'percentunit', width: 110 },
    { from: 'Value #B', to: 'Failed, 30 days', unit: 'percentunit', width: 140 },
    { from: 'Value #C', to: 'Budget left', unit: 'percentunit', width: 120, steps: budgetSteps },
    { from: 'Value #D', to: 'Burn, 1 h', unit: 'suffix:×', width: 110, steps: burnSteps },
    { from: 'Value #E', to: 'Burn, 6 h', unit: 'suffix:×', width: 110, steps: burnSteps },
    { from: 'Value #F', to: 'Burn, 3 days', unit: 'suffix:×', width: 120, steps: burnSteps },
  ],
})

const course = [
  linesWithLimits({
    source,
    title: 'Burn rate over an hour',
    description:
      'Pace of errors, as a multiple of the allowed pace. Above 14.4 (dashed) in the last 5 minutes too: a critical alert.',
    unit: 'suffix:×',
    steps: burnSteps,
    valueLinks: [toService],
    queries: [series(burn('1h'), legend)],
  }),
  linesWithLimits({
    source,
    title: 'Burn rate over six hours',
    description: 'Slower problems. Above 6 for long: look into it on the next working day at the latest.',
    unit: 'suffix:×',
    steps: [
      [null, 'green'],
      [1, 'orange'],
      [6, 'red'],
    ],
    valueLinks: [toService],
    queries: [series(burn('6h'), legend)],
  }),
  lines({
    source,
    title: 'Budget spent a day',
    description:
      'Share of the 30-day budget used in the day before each point. Above 3.3 % a day, the budget does not last.',
    unit: 'percentunit',
    valueLinks: [toService],
    queries: [series(`(${burn('1d')}) / 30`, legend)],
  }),
  lines({
    source,
    title: 'Failed requests over an hour',
    description: 'Share of requests answered with 5xx.',
    unit: 'percentunit',
    valueLinks: [toService],
    queries: [series(`max by (${service}) (service:slo_errors:ratio_rate1h{${chosenServices}})`, legend)],
  }),
]

/** Whether services keep what they promise, and how long the budget of errors lasts. */
export const slo = (): Dashboard =>
  createDashboard({
    uid: uids.slo,
    title: 'SLO',
    description: 'Objective, remaining error budget of 30 days, and how fast each service uses it.',
    variables: [environmentOf('service:slo_objective:ratio'), servicesOf('service:slo_objective:ratio')],
    rows: [
      { title: 'Now', height: 5, panels: now },
      { title: 'Services', height: 8, panels: [list] },
      { title: 'Course', height: 8, across: 2, panels: course },
    ],
  })
