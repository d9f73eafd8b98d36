import type { JournaledTable } from './tables.ts'

/** Rows of one request for one table and day, in ClickHouse's Native format (column names and types are inside). */
export type RowBlock = {
  readonly table: JournaledTable
  readonly rows: number
  /** Day of all rows, in days since 1970 (UTC): the store keeps days in partitions of their own. */
  readonly day: number
  /** Whole Native block; `LowCardinality(String)` columns travel as `String` and are cast by the engine. */
  readonly bytes: Uint8Array
  /** Digest of the request that the rows came from: a request sent again is stored once. */
  readonly digest: Uint8Array
}

/**
 * Where checked rows go. `append` resolves when the block is on disk, and rejects with `JOURNAL_FULL` or
 * `JOURNAL_UNWRITABLE`. Once it has settled, the memory of the block serves another one: a sink that keeps the bytes
 * copies them.
 */
export type Sink = {
  append(block: RowBlock): Promise<void>
}
