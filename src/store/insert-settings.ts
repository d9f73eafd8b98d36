/**
 * Settings under which a segment becomes the same blocks at every attempt, so that its token prevents duplicates: one
 * thread, no splitting by rows or bytes, no limit of partitions; the token covers every view of the table.
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
