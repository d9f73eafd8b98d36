/**
 * Settings under which a segment becomes one block set that is the same at every try, so that its token makes it count
 * once: one thread, no splitting by rows or bytes, no limit to the days in it; the same token guards every view behind
 * the table.
 */
const fixed = {
  async_insert: 0,
  deduplicate_blocks_in_dependent_materialized_views: 1,
  input_format_parallel_parsing: 0,
  insert_deduplicate: 1,
  max_insert_threads: 1,
  max_partitions_per_insert_block: 0,
  min_insert_block_size_bytes: 0,
  min_insert_block_size_rows: 100_000_000,
} as const

export type InsertSettings = Readonly<Record<keyof typeof fixed, number>> & {
  readonly insert_deduplication_token: string
}

/** Settings of one insert. `token` names the segment and is never used for other rows. */
export const toInsertSettings = (token: string): InsertSettings => ({ ...fixed, insert_deduplication_token: token })
