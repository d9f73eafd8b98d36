import { lines, linesWithLimits, stack } from './panels.ts'
import { series } from './queries.ts'
import { sources } from './sources.ts'

const common = { source: sources.prometheus, noValue: 'The hub does not run (profile analytics).' }

export const hubHealth = [
  stack({
    ...common,
    title: 'Taken by the hub',
    description:
      'Records per second that the hub has written to disk, by signal. None while services run: check where they send.',
    unit: 'cps',
    queries: [
      series('sum by (signal) (rate(plainsight_ingest_accepted_records_total[$__rate_interval]))', '{{signal}}'),
    ],
  }),
  lines({
    ...common,
    title: 'Refused by the hub',
    description:
      'Rejected requests and records per second, by reason. journal_full: the store cannot keep up; unauthorized: a client has no token; undecodable: a client is broken.',
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
      'Values per second that the hub masked or removed before writing, by kind. A step up: a client has started to send personal data.',
    unit: 'cps',
    queries: [series('sum by (kind) (rate(plainsight_privacy_scrubbed_total[$__rate_interval]))', '{{kind}}')],
  }),
  lines({
    ...common,
    title: 'Journal and disk',
    description:
      'Bytes that wait for the store, and free disk space. When the journal is full, the hub rejects data, and clients retry.',
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
      'Time from the first row of a segment to its insert, and age of the oldest waiting row. Above a minute: see ClickHouse below.',
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
    description: "The 95th percentile of the duration of the hub's queries and inserts.",
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
      'Rows per second written to the journal, and inserted into the store. They may differ only for a short time.',
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
      'Failed inserts per second, which are retried, and rows that the store rejects permanently (kept in the folder `refused`).',
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
      'OTLP calls over gRPC per second, by signal and status. UNAUTHENTICATED: a client has no token. None: all clients use HTTP.',
    unit: 'cps',
    queries: [
      series('sum by (signal, code) (rate(plainsight_grpc_calls_total[$__rate_interval])) > 0', '{{signal}} {{code}}'),
    ],
  }),
]
