/** What clickhouse-connect asks when it connects. */
const question = /^\s*SELECT\s+name,\s*value,\s*readonly\s+FROM\s+system\.settings\b/i

/** Settings that have an effect when they are sent along with a statement. */
const taken = [
  'cancel_http_readonly_queries_on_client_close',
  'date_time_input_format',
  'date_time_output_format',
  'enable_http_compression',
  'http_headers_progress_interval_ms',
  'join_use_nulls',
  'limit',
  'max_bytes_to_read',
  'max_execution_time',
  'max_memory_usage',
  'max_result_bytes',
  'max_result_rows',
  'max_rows_to_read',
  'max_threads',
  'offset',
  'output_format_.+',
  'send_progress_in_http_headers',
  'session_timezone',
  'wait_end_of_query',
].join('|')

/**
 * The engine says of every setting that it cannot be changed, since it runs statements of users read-only; clickhouse-connect then sends none,
 * and asks for no compression. So the question is answered with what the door itself takes.
 */
export const answerSettings = (sql: string): string =>
  sql.replace(question, () => `SELECT name, value, NOT match(name, '^(${taken})$') AS readonly FROM system.settings`)
