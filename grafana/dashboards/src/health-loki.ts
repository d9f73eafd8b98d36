import { lines } from './panels.ts'
import { series } from './queries.ts'
import { sources } from './sources.ts'

const common = { source: sources.prometheus, noValue: 'Loki does not run (profile logging).' }

export const lokiHealth = [
  lines({
    ...common,
    title: 'Lines taken and discarded by Loki',
    description:
      'Log lines per second, discarded ones by reason: rate_limited, line_too_long and others are limits in loki/loki.yaml.',
    unit: 'cps',
    queries: [
      series('sum(rate(loki_distributor_lines_received_total[$__rate_interval]))', 'taken'),
      series('sum by (reason) (rate(loki_discarded_samples_total[$__rate_interval])) > 0', 'discarded: {{reason}}'),
    ],
  }),
  lines({
    ...common,
    title: 'Requests to Loki, p99',
    description: 'The 99th percentile of the duration of pushes and queries.',
    unit: 's',
    queries: [
      series(
        'histogram_quantile(0.99, sum by (le, route) (rate(loki_request_duration_seconds_bucket{route=~"otlp_v1_logs|loki_api_v1_push|loki_api_v1_query_range|loki_api_v1_query"}[$__rate_interval]))) >= 0',
        '{{route}}',
      ),
    ],
  }),
  lines({
    ...common,
    title: 'Streams in memory',
    description: 'Active streams: one for each set of labels. Thousands: a label has too many values.',
    unit: 'short',
    queries: [series('sum(loki_ingester_memory_streams)', 'streams')],
  }),
]
