import type { RowBlock } from '../row-block.ts'

/** Figures of the journal for `/metrics`. Counters grow from the start of the process. */
export type JournalStats = {
  /** Bytes on disk that the store does not have yet. */
  readonly bytes: number
  readonly segments: number
  /** Age of the oldest block that the store does not have yet, ms; 0 when there is none. */
  readonly oldestMs: number
  readonly appended: { readonly rows: number; readonly bytes: number }
  /** Blocks that were there already, of repeated requests. */
  readonly deduplicated: number
  readonly refusedFull: number
  readonly refusedUnwritable: number
  readonly inserted: { readonly rows: number }
  /** Rows that the store rejected for good; kept in the folder `refused`. */
  readonly refusedByStore: number
  readonly insertFailures: number
  /** Time from the first block of a segment to its rows in the store, last insert, ms. */
  readonly insertLagMs: number
}

type Writable<T> = { -readonly [K in keyof T]: T[K] extends object ? Writable<T[K]> : T[K] }

export type JournalCounters = Omit<Writable<JournalStats>, 'bytes' | 'segments' | 'oldestMs'>

export const createCounters = (): JournalCounters => ({
  appended: { rows: 0, bytes: 0 },
  deduplicated: 0,
  refusedFull: 0,
  refusedUnwritable: 0,
  inserted: { rows: 0 },
  refusedByStore: 0,
  insertFailures: 0,
  insertLagMs: 0,
})

/** Counts blocks that are on disk. */
export const countAppended = ({ appended }: JournalCounters, blocks: readonly RowBlock[]): void => {
  for (const { rows, bytes } of blocks) {
    appended.rows += rows
    appended.bytes += bytes.byteLength
  }
}
