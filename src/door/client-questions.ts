import { formattingSettings } from '../guard/allowed-settings.ts'

/** Settings that have an effect when they are sent with a statement. */
const taken = [
  ...formattingSettings,
  'cancel_http_readonly_queries_on_client_close',
  'date_time_input_format',
  'enable_http_compression',
  'http_headers_progress_interval_ms',
  'limit',
  'max_bytes_to_read',
  'max_execution_time',
  'max_memory_usage',
  'max_result_bytes',
  'max_result_rows',
  'max_rows_to_read',
  'max_threads',
  'offset',
  'send_progress_in_http_headers',
  'wait_end_of_query',
].join('|')

/**
 * Queries that clients send on their own and that the engine would answer wrongly or reject, with the query that gives
 * the answer they need.
 */
const questions: readonly (readonly [asked: RegExp, instead: string])[] = [
  // clickhouse-connect, when it connects. The engine reports every setting as read-only, since it runs statements of
  // users read-only; the client would then send none, and not request compression.
  [
    /^\s*SELECT\s+name,\s*value,\s*readonly\s+FROM\s+system\.settings\b/i,
    `SELECT name, value, NOT match(name, '^(${taken})$') AS readonly FROM system.settings`,
  ],
  // The JDBC driver, for the list of tables. The paths of a table's files are not disclosed, and the driver only needs
  // to know whether there are any.
  [/\bWHEN empty\(t\.data_paths\) THEN 'REMOTE TABLE'/, "WHEN NOT t.has_own_data THEN 'REMOTE TABLE'"],
]

/** The statement, or the one that gives the answer that its client needs. Both go to the guard. */
export const toAnswerable = (sql: string): string =>
  questions.reduce((text, [asked, instead]) => text.replace(asked, () => instead), sql)
