import { maxBytesToRead, maxResultBytes, maxRowsToRead, maxThreads, type SqlLimits } from './limits.ts'
import { refuse } from './refuse.ts'

/** Settings that shape an answer and can do nothing else, with the values they may have. */
const formatting: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^output_format_(json|csv|tsv|pretty|xml|native|binary|markdown|bson|msgpack|arrow|orc|parquet|avro|values)_\w+$/,
    /^[\w. -]{0,40}$/,
  ],
  [
    /^output_format_(decimal_trailing_zeros|enable_streaming|write_statistics|float_precision|always_quote_identifiers)$/,
    /^\w{0,10}$/,
  ],
  [/^format_csv_delimiter$/, /^.$/s],
  [/^format_(csv|tsv)_null_representation$/, /^[\w\\ -]{0,20}$/],
  [/^(date_time_output_format|bool_true_representation|bool_false_representation)$/, /^\w{1,20}$/],
  [/^session_timezone$/, /^[\w/+-]{0,64}$/],
  [
    /^(extremes|join_use_nulls|aggregate_functions_null_for_empty|union_default_mode|transform_null_in|prefer_column_name_to_alias|empty_result_for_aggregation_by_empty_set|asterisk_include_\w+_columns|final|low_cardinality_allow_in_native_format|any_join_distinct_right_table_keys|date_time_overflow_behavior)$/,
    /^\w{0,12}$/,
  ],
]

/** What clients send that changes nothing here: it is taken and left out. */
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

/** Limits that a client may lower, with how far they reach. */
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
 * The settings that a client sends beside its statement, as those that the engine gets.
 * @throws PlainsightError `SQL_REFUSED` at one that is on no list
 */
export const toSqlSettings = (
  sent: Readonly<Record<string, string>>,
  limits: SqlLimits,
): Record<string, string | number> => {
  const ceilings = toCeilings(limits)
  const settings: Record<string, string | number> = {}
  for (const [name, value] of Object.entries(sent)) {
    const ceiling = ceilings.get(name)
    if (ceiling !== undefined) settings[name] = toLowered(name, value, ceiling)
    else if (without.has(name)) continue
    else if (formatting.some(([names, values]) => names.test(name) && values.test(value))) settings[name] = value
    else refuse(`the setting ${name.slice(0, 60)} is not let through, or not with this value`)
  }
  return settings
}
