import { refuse } from './refuse.ts'
import { maxBytesToRead, maxResultBytes, maxRowsToRead, maxThreads, type SqlLimits } from './sql-limits.ts'

const flag = /^(?:0|1|true|false)$/
const upTo = (digits: number): RegExp => new RegExp(`^\\d{1,${digits}}$`)

const each = (names: string, values: RegExp): [string, RegExp][] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => [name, values])

/**
 * Settings that shape an answer, each with the values that it may have. Only those that clients send are here: among
 * the others are some that kill the engine (`output_format_arrow_date_as_uint16`), block it
 * (`output_format_pretty_squash_consecutive_ms`) or make an answer take forever
 * (`output_format_parquet_row_group_size`).
 */
const formatting: ReadonlyMap<string, RegExp> = new Map([
  ...each(
    `output_format_arrow_low_cardinality_as_dictionary output_format_arrow_string_as_string output_format_binary_write_json_as_string
    output_format_csv_crlf_end_of_line output_format_decimal_trailing_zeros output_format_json_array_of_rows output_format_json_escape_forward_slashes
    output_format_json_map_as_array_of_tuples output_format_json_named_tuples_as_objects output_format_json_quote_64bit_floats
    output_format_json_quote_64bit_integers output_format_json_quote_decimals output_format_json_quote_denormals
    output_format_json_skip_null_value_in_named_tuples output_format_json_validate_utf8 output_format_native_write_json_as_string
    output_format_parquet_string_as_string output_format_tsv_crlf_end_of_line output_format_write_statistics`,
    flag,
  ),
  ...each(
    `aggregate_functions_null_for_empty any_join_distinct_right_table_keys asterisk_include_alias_columns asterisk_include_materialized_columns
    empty_result_for_aggregation_by_empty_set extremes final join_use_nulls low_cardinality_allow_in_native_format prefer_column_name_to_alias
    transform_null_in`,
    flag,
  ),
  ['bool_false_representation', /^\w{1,20}$/],
  ['bool_true_representation', /^\w{1,20}$/],
  ['date_time_output_format', /^(?:simple|iso|unix_timestamp)$/],
  ['date_time_overflow_behavior', /^(?:ignore|throw|saturate)$/],
  ['format_csv_delimiter', /^.$/s],
  ['format_csv_null_representation', /^[\w\\ -]{0,20}$/],
  ['format_tsv_null_representation', /^[\w\\ -]{0,20}$/],
  ['output_format_arrow_compression_method', /^(?:none|lz4_frame|zstd)$/],
  ['output_format_parquet_compression_method', /^(?:none|snappy|lz4|gzip|zstd|brotli)$/],
  ['output_format_pretty_color', /^(?:0|1|auto)$/],
  ['output_format_pretty_grid_charset', /^(?:UTF-8|ASCII)$/],
  ['output_format_pretty_max_rows', upTo(5)],
  ['output_format_pretty_max_value_width', upTo(5)],
  ['output_format_pretty_row_numbers', flag],
  ['union_default_mode', /^(?:ALL|DISTINCT)?$/],
])

/** The setting whose value is the name of a time zone, which the engine would open as a file. */
const zoneSetting = 'session_timezone'

/** Names of the settings that shape an answer. */
export const formattingSettings: readonly string[] = [...formatting.keys(), zoneSetting]

/** Settings that clients send and that change nothing here: they are accepted and ignored. */
const without = new Set([
  'add_http_cors_header',
  'allow_experimental_object_type',
  'allow_experimental_json_type',
  'allow_experimental_dynamic_type',
  'allow_experimental_variant_type',
  'buffer_size',
  'cancel_http_readonly_queries_on_client_close',
  'client_protocol_version',
  'connect_timeout',
  'date_time_input_format',
  'enable_http_compression',
  'http_headers_progress_interval_ms',
  'http_response_buffer_size',
  'http_write_exception_in_output_format',
  'http_zlib_compression_level',
  'log_comment',
  'log_queries',
  'max_block_size',
  'max_insert_block_size',
  'max_query_size',
  'network_compression_method',
  'output_format_parallel_formatting',
  'output_format_parquet_parallel_encoding',
  'priority',
  'readonly',
  'receive_timeout',
  'result_overflow_mode',
  'send_progress_in_http_headers',
  'send_timeout',
  'use_client_time_zone',
  'wait_end_of_query',
])

/** Limits that a client may lower, with their maximum. */
const toCeilings = ({ timeoutMs, maxRows, memoryBytes }: SqlLimits): ReadonlyMap<string, number> =>
  new Map([
    ['max_execution_time', timeoutMs / 1000],
    ['max_memory_usage', memoryBytes],
    ['max_result_bytes', maxResultBytes],
    ['max_result_rows', maxRows],
    ['max_rows_to_read', maxRowsToRead],
    ['max_bytes_to_read', maxBytesToRead],
    ['max_threads', maxThreads],
    ['limit', Number.MAX_SAFE_INTEGER],
    ['offset', Number.MAX_SAFE_INTEGER],
  ])

/** 0 is the engine's word for no limit, so it leaves ours. */
const toLowered = (name: string, value: string, ceiling: number): number => {
  if (!/^\d{1,15}(\.\d{1,6})?$/.test(value)) return refuse(`the setting ${name} is not a number`)
  const wanted = Number(value)
  return wanted === 0 && name !== 'offset' && name !== 'limit' ? ceiling : Math.min(wanted, ceiling)
}

/**
 * The settings that a client sends with its statement, as those that the engine gets.
 * @throws PlainsightError `SQL_REFUSED` at one that is on no list, or has another value than those listed
 */
export const toSqlSettings = (
  sent: Readonly<Record<string, string>>,
  limits: SqlLimits,
  zones: ReadonlySet<string>,
): Record<string, string | number> => {
  const ceilings = toCeilings(limits)
  const settings: Record<string, string | number> = {}
  for (const [name, value] of Object.entries(sent)) {
    const ceiling = ceilings.get(name)
    if (ceiling !== undefined) settings[name] = toLowered(name, value, ceiling)
    else if (without.has(name)) continue
    else if (formatting.get(name)?.test(value) || (name === zoneSetting && zones.has(value))) settings[name] = value
    else refuse(`the setting ${name.slice(0, 60)} is not allowed, or not with this value`)
  }
  return settings
}
