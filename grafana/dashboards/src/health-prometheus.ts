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
    description: 'Each takes about 4 KiB. A jump: a label has too many values, such as a route that is no pattern.',
    unit: 'short',
    queries: [series('max(prometheus_tsdb_head_series)', 'series')],
  }),
  lines({
    ...common,
    title: 'Disk of Prometheus',
    description: 'Bytes of blocks and of the write-ahead log. The retention in prometheus/prometheus.yml bounds it.',
    unit: 'bytes',
    queries: [
      series('max(prometheus_tsdb_storage_blocks_bytes)', 'blocks'),
      series('max(prometheus_tsdb_wal_storage_size_bytes)', 'write-ahead log'),
    ],
  }),
  lines({
    ...common,
    title: 'Time for rules',
    description: 'Duration of the last evaluation of each group. Near its interval (30 s and more): rules come late.',
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
      'Rule evaluations and pushes per second that failed, and samples that were dropped. Anything but 0 is worth a look into its log.',
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
      'Messages per second that Alertmanager sent, and that failed, by receiver kind. Failed ones: see prometheus/alertmanager.yml.',
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
