import { stat } from './panels.ts'
import { latest, latestRows } from './queries.ts'
import { sources } from './sources.ts'
import { table } from './tables.ts'

const source = sources.prometheus

/** Steps of a number that should be zero. */
const zeroIsGood = [
  [null, 'green'],
  [1, 'red'],
] as const

export const overviewHealth = [
  stat({
    source,
    title: 'Targets down',
    description:
      'Targets that Prometheus cannot scrape; the table below names them. Check that they run, and that the network allows access.',
    unit: 'short',
    steps: zeroIsGood,
    queries: [latest('count(up == 0) or vector(0)', 'Down')],
  }),
  stat({
    source,
    title: 'Alerts firing',
    description: 'Alerts that Prometheus has sent to Alertmanager; the table below names them.',
    unit: 'short',
    steps: zeroIsGood,
    queries: [latest('count(ALERTS{alertstate="firing"}) or vector(0)', 'Firing')],
  }),
  stat({
    source,
    title: 'Oldest row in the journal',
    description:
      "How long the oldest row has waited for the hub's store. More than a minute: the store is unavailable or too slow. No data is lost until the journal is full.",
    unit: 's',
    noValue: 'The hub does not run (profile analytics).',
    steps: [
      [null, 'green'],
      [60, 'orange'],
      [600, 'red'],
    ],
    queries: [latest('max(plainsight_journal_oldest_seconds)', 'Oldest row')],
  }),
  stat({
    source,
    title: 'Fullest Collector queue',
    description: "How full the Collector's fullest queue is. Full queues reject data, and clients retry.",
    unit: 'percentunit',
    noValue: 'The Collector does not run (profile tracing).',
    steps: [
      [null, 'green'],
      [0.5, 'orange'],
      [0.8, 'red'],
    ],
    queries: [latest('max(otelcol_exporter_queue_size / otelcol_exporter_queue_capacity)', 'Queue')],
  }),
]

const upMapping = {
  type: 'value',
  options: { '0': { text: 'down', color: 'red', index: 0 }, '1': { text: 'up', color: 'green', index: 1 } },
}

export const targetsHealth = [
  table({
    source,
    title: 'Targets',
    description: "Prometheus' targets, and whether they respond.",
    unit: 'short',
    sortBy: 'Scrape',
    queries: [
      latestRows('sum by (job, instance) (up)'),
      latestRows('sum by (job, instance) (scrape_duration_seconds)'),
    ],
    columns: [
      { from: 'job', to: 'Part', width: 150 },
      { from: 'instance', to: 'Address' },
      {
        from: 'Value #A',
        to: 'State',
        width: 90,
        more: [
          { id: 'mappings', value: [upMapping] },
          { id: 'custom.cellOptions', value: { type: 'color-text' } },
        ],
      },
      { from: 'Value #B', to: 'Scrape', unit: 's', width: 100 },
    ],
  }),
  table({
    source,
    title: 'Alerts',
    description: 'Firing and pending alerts, and since when. docs/alerts.md explains each, and what to do first.',
    unit: 'short',
    noValue: 'No alert.',
    sortBy: 'For',
    queries: [
      latestRows('max by (alertname, alertstate, severity, service_name, job) (ALERTS)'),
      latestRows('time() - min by (alertname, severity, service_name, job) (ALERTS_FOR_STATE)'),
    ],
    columns: [
      { from: 'alertname', to: 'Alert' },
      { from: 'alertstate', to: 'State', width: 90 },
      { from: 'severity', to: 'Severity', width: 100 },
      { from: 'service_name', to: 'Service' },
      { from: 'job', to: 'Part' },
      { from: 'Value #B', to: 'For', unit: 's', width: 110 },
    ],
  }),
]
