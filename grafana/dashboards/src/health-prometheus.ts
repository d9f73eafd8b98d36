import { lines } from './panels.ts'
import { series } from './queries.ts'
import { sources } from './sources.ts'

const common = { source: sources.prometheus }

export const prometheusHealth = [
  lines({
    ...common,
    title: 'Samples taken by Prometheus',
    description: 'Values per second from scraping, OTLP and rules.',
    unit: 'cps',
    queries: [series('sum(rate(prometheus_tsdb_head_samples_appended_total[$__rate_interval]))', 'samples')],
  }),
  lines({
    ...common,
    title: 'Series in memory',
    description:
      'Each takes about 4 KiB. A jump: a label has too many values, for example a route that is not a pattern.',
    unit: 'short',
    queries: [series('max(prometheus_tsdb_head_series)', 'series')],
  }),
  lines({
    ...common,
    title: 'Disk of Prometheus',
    description: 'Bytes of blocks and of the write-ahead log. The retention in prometheus/prometheus.yml limits it.',
    unit: 'bytes',
    queries: [
      series('max(prometheus_tsdb_storage_blocks_bytes)', 'blocks'),
      series('max(prometheus_tsdb_wal_storage_size_bytes)', 'write-ahead log'),
    ],
  }),
  lines({
    ...common,
    title: 'Time for rules',
    description: 'Duration of the last evaluation of each group. Near its interval (30 s or more): rules run late.',
    unit: 's',
    queries: [
      series(
        'max by (group) (label_replace(prometheus_rule_group_last_duration_seconds, "group", "$1", "rule_group", ".*;(.*)"))',
        '{{group}}',
      ),
    ],
  }),
  lines({
    ...common,
    title: 'Failures of Prometheus',
    description:
      'Failed rule evaluations and pushes per second, and dropped samples. Above 0: see the log of Prometheus.',
    unit: 'cps',
    queries: [
      series('sum(rate(prometheus_rule_evaluation_failures_total[$__rate_interval]))', 'rules'),
      series('sum(rate(prometheus_notifications_errors_total[$__rate_interval]))', 'alerts not sent'),
      series('sum(rate(prometheus_target_scrapes_sample_out_of_order_total[$__rate_interval]))', 'out of order'),
    ],
  }),
  lines({
    ...common,
    title: 'Notifications',
    description:
      'Notifications per second that Alertmanager sent, and that failed, by kind of receiver. If they fail, check prometheus/alertmanager.yml.',
    unit: 'cps',
    queries: [
      series('sum by (integration) (rate(alertmanager_notifications_total[$__rate_interval])) > 0', '{{integration}}'),
      series(
        'sum by (integration) (rate(alertmanager_notifications_failed_total[$__rate_interval])) > 0',
        '{{integration}} failed',
      ),
    ],
  }),
]
