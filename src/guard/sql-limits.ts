import { hubOptions } from '../config/hub-options.ts'

/** What one statement of a user may take. */
export type SqlLimits = {
  /** Longest run, in ms. */
  readonly timeoutMs: number
  /** Rows of the answer; the engine stops at the end of the block that goes beyond, and the answer is marked as cut. */
  readonly maxRows: number
  /** Memory, in bytes; groups and sorts that need half of it go on on disk. */
  readonly memoryBytes: number
  /** Bytes of the answer as it is sent. */
  readonly answerBytes: number
  /** Statements of one key that run side by side. */
  readonly running: number
  /** Statements of one key that wait for their turn; more are refused. */
  readonly waiting: number
}

export const defaultLimits: SqlLimits = {
  timeoutMs: hubOptions.sqlTimeoutMs.default,
  maxRows: hubOptions.sqlMaxRows.default,
  memoryBytes: hubOptions.sqlMemoryBytes.default,
  answerBytes: 2 ** 30,
  running: 2,
  waiting: 50,
}

export const maxResultBytes: number = 2 ** 30
export const maxRowsToRead = 10_000_000_000
export const maxBytesToRead = 1_000_000_000_000
export const maxThreads = 2

/** The limits as the engine's settings, with those that no user needs to choose. */
export const toLimitSettings = ({ timeoutMs, maxRows, memoryBytes }: SqlLimits): Record<string, string | number> => ({
  max_execution_time: timeoutMs / 1000,
  timeout_overflow_mode: 'throw',
  max_result_rows: maxRows,
  max_result_bytes: maxResultBytes,
  result_overflow_mode: 'break',
  max_memory_usage: memoryBytes,
  max_bytes_before_external_group_by: memoryBytes / 2,
  max_bytes_before_external_sort: memoryBytes / 2,
  max_temporary_data_on_disk_size_for_query: 2 * memoryBytes,
  max_rows_to_read: maxRowsToRead,
  max_bytes_to_read: maxBytesToRead,
  max_threads: maxThreads,
  max_ast_depth: 500,
  max_ast_elements: 20_000,
  max_expanded_ast_elements: 100_000,
  max_subquery_depth: 32,
  max_columns_to_read: 2_000,
  max_temporary_columns: 5_000,
  max_recursive_cte_evaluation_depth: 1_000,
  // Nothing interrupts a function within a block: the smaller a block, the sooner a statement ends after its time.
  max_block_size: 8192,
  function_range_max_elements_in_block: 10_000_000,
  enable_lazy_columns_replication: 0,
})
