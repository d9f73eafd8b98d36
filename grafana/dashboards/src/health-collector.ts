import { lines, linesWithLimits } from './panels.ts'
import { type Query, series } from './queries.ts'
import { sources } from './sources.ts'

const common = { source: sources.prometheus, noValue: 'The Collector does not run (profile tracing).' }

/** One figure the Collector keeps for each signal under a name of its own. */
const bySignal = (prefix: string, by = ''): Query[] =>
  [
    ['spans', 'traces'],
    ['log_records', 'logs'],
    ['metric_points', 'metrics'],
  ].map(([name, signal]) =>
    by === ''
      ? series(`sum(rate(otelcol_${prefix}_${name}[$__rate_interval]))`, `${signal}`)
      : series(`sum by (${by}) (rate(otelcol_${prefix}_${name}[$__rate_interval]))`, `${signal} {{${by}}}`),
  )

export const collectorHealth = [
  lines({
    ...common,
    title: 'Taken by the Collector',
    description: 'Spans, log records and metric points per second.',
    unit: 'cps',
    queries: bySignal('receiver_accepted'),
  }),
  lines({
    ...common,
    title: 'Sent on by the Collector',
    description: 'Records per second that each exporter delivered. Fewer than received, for long: its queue fills up.',
    unit: 'cps',
    queries: bySignal('exporter_sent', 'exporter'),
  }),
  lines({
    ...common,
    title: 'Refused and failed',
    description:
      "Records per second that were rejected (clients retry), and exports that failed permanently. Above 0 for long: see the Collector's log.",
    unit: 'cps',
    queries: [...bySignal('receiver_refused'), ...bySignal('exporter_send_failed', 'exporter')],
  }),
  linesWithLimits({
    ...common,
    title: 'Queues',
    description:
      'How full each queue is. Queues are on disk, so a crash loses nothing. When a queue is full, the Collector rejects data.',
    unit: 'percentunit',
    max: 1,
    steps: [
      [null, 'green'],
      [0.8, 'red'],
    ],
    queries: [
      series(
        'max by (exporter, data_type) (otelcol_exporter_queue_size / otelcol_exporter_queue_capacity)',
        '{{exporter}} {{data_type}}',
      ),
    ],
  }),
  lines({
    ...common,
    title: 'Memory of the Collector',
    description: 'Resident memory. Near its limit, the memory limiter rejects incoming data.',
    unit: 'bytes',
    queries: [series('max by (instance) (otelcol_process_memory_rss)', '{{instance}}')],
  }),
  lines({
    ...common,
    title: 'CPU of the Collector',
    description: 'Cores in use.',
    unit: 'short',
    queries: [series('sum by (instance) (rate(otelcol_process_cpu_seconds[$__rate_interval]))', '{{instance}}')],
  }),
]
