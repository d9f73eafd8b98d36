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
    description:
      'Records per second that each way out took. Less than what comes in, for long: the queue beside fills.',
    unit: 'cps',
    queries: bySignal('exporter_sent', 'exporter'),
  }),
  lines({
    ...common,
    title: 'Refused and failed',
    description:
      'Records per second that were not taken (senders try again), and sends that failed for good. Anything but 0 for long is trouble: see its log.',
    unit: 'cps',
    queries: [...bySignal('receiver_refused'), ...bySignal('exporter_send_failed', 'exporter')],
  }),
  linesWithLimits({
    ...common,
    title: 'Queues',
    description:
      'Share of its room that each queue uses. It is on the disk, so a crash loses nothing; when it is full the Collector refuses.',
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
    description: 'Resident memory. Near its limit the memory limiter refuses what comes in.',
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
