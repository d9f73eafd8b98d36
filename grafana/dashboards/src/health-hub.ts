import { lines, linesWithLimits, stack } from './panels.ts'
import { series } from './queries.ts'
import { sources } from './sources.ts'

const common = { source: sources.prometheus, noValue: 'The hub does not run (profile analytics).' }

export const hubHealth = [
  stack({
    ...common,
    title: 'Taken by the hub',
    description:
      'Records per second that are on the disk of the hub, by signal. Nothing, while services run: do they send to the hub or the Collector?',
    unit: 'cps',
    queries: [
      series('sum by (signal) (rate(plainsight_ingest_accepted_records_total[$__rate_interval]))', '{{signal}}'),
    ],
  }),
  lines({
    ...common,
    title: 'Refused by the hub',
    description:
      'Refusals per second by reason. journal_full: the store is behind; unauthorized: a sender has no token; undecodable: a sender is broken.',
    unit: 'cps',
    queries: [
      series(
        'sum by (signal, reason) (rate(plainsight_ingest_refused_total[$__rate_interval])) > 0',
        '{{signal}} {{reason}}',
      ),
    ],
  }),
  stack({
    ...common,
    title: 'Scrubbed for privacy',
    description:
      'Values per second that the hub replaced or removed before anything was written, by kind. A step up: somebody began to send personal data.',
    unit: 'cps',
    queries: [series('sum by (kind) (rate(plainsight_privacy_scrubbed_total[$__rate_interval]))', '{{kind}}')],
  }),
  lines({
    ...common,
    title: 'Journal and disk',
    description:
      'Bytes that wait for the store, and room left on the disk. At its limit the journal refuses, and senders try again.',
    unit: 'bytes',
    queries: [
      series('max(plainsight_journal_bytes)', 'journal'),
      series('max(plainsight_journal_max_bytes)', 'limit of the journal'),
      series('min(plainsight_data_disk_free_bytes)', 'room on the disk'),
    ],
  }),
  linesWithLimits({
    ...common,
    title: 'Delay to the store',
    description:
      'From the first row of a segment to its insert, and age of the oldest row that waits. Above a minute: see ClickHouse below.',
    unit: 's',
    steps: [
      [null, 'green'],
      [60, 'red'],
    ],
    queries: [
      series('max(plainsight_store_insert_lag_seconds)', 'last insert'),
      series('max(plainsight_journal_oldest_seconds)', 'oldest row'),
    ],
  }),
  lines({
    ...common,
    title: 'Store operations, p95',
    description: 'Duration that 95 % of queries and inserts of the hub keep under.',
    unit: 's',
    queries: [
      series(
        'histogram_quantile(0.95, sum by (le, operation) (rate(plainsight_store_operation_duration_seconds_bucket[$__rate_interval])))',
        '{{operation}}',
      ),
    ],
  }),
  lines({
    ...common,
    title: 'Rows in and out of the journal',
    description:
      'Rows per second written to the journal and handed to the store. They must be the same but for short times.',
    unit: 'cps',
    queries: [
      series('sum(rate(plainsight_journal_appended_rows_total[$__rate_interval]))', 'into the journal'),
      series('sum(rate(plainsight_store_inserted_rows_total[$__rate_interval]))', 'into the store'),
    ],
  }),
  lines({
    ...common,
    title: 'Trouble with the store',
    description:
      'Inserts per second that failed and are tried again, and rows that the store can never take (kept in the folder refused).',
    unit: 'cps',
    queries: [
      series('sum(rate(plainsight_store_insert_failures_total[$__rate_interval]))', 'failed inserts'),
      series('sum(rate(plainsight_store_refused_rows_total[$__rate_interval]))', 'refused rows'),
    ],
  }),
  lines({
    ...common,
    title: 'Bytes received by the hub',
    description: 'Bytes per second of request bodies as sent, by signal.',
    unit: 'Bps',
    queries: [series('sum by (signal) (rate(plainsight_ingest_received_bytes_total[$__rate_interval]))', '{{signal}}')],
  }),
  lines({
    ...common,
    title: 'Calls by gRPC',
    description:
      'Calls of OTLP over gRPC per second, by signal and status. UNAUTHENTICATED: a sender has no token. None, where everybody sends by HTTP.',
    unit: 'cps',
    queries: [
      series('sum by (signal, code) (rate(plainsight_grpc_calls_total[$__rate_interval])) > 0', '{{signal}} {{code}}'),
    ],
  }),
]
