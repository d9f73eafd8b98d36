import type { RowBlock } from '../row-block.ts'

/** Upper bounds of the insert histogram, in seconds; one more bucket holds the rest. */
export const insertBounds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const

/** Figures of the journal for `/metrics`. Counters grow from the start of the process. */
export type JournalStats = {
  /** Bytes on disk that the store does not have yet. */
  readonly bytes: number
  readonly segments: number
  /** Age of the oldest block that the store does not have yet, ms; 0 when there is none. */
  readonly oldestMs: number
  readonly appended: { readonly blocks: number; readonly rows: number; readonly bytes: number }
  /** Blocks that were there already: a request sent again. */
  readonly deduplicated: number
  readonly refusedFull: number
  readonly refusedUnwritable: number
  readonly inserted: { readonly segments: number; readonly rows: number }
  /** Rows that the store can never take; kept in the folder `refused`. */
  readonly refusedByStore: number
  readonly insertFailures: number
  /** Time from the first block of a segment to its rows in the store, last insert, ms. */
  readonly insertLagMs: number
  /** Durations of inserts: count per bound (not summed up), then the rest. */
  readonly insertSeconds: { readonly counts: readonly number[]; readonly sum: number; readonly count: number }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] extends object ? Writable<T[K]> : T[K] }

export type JournalCounters = Omit<Writable<JournalStats>, 'bytes' | 'segments' | 'oldestMs'>

export const createCounters = (): JournalCounters => ({
  appended: { blocks: 0, rows: 0, bytes: 0 },
  deduplicated: 0,
  refusedFull: 0,
  refusedUnwritable: 0,
  inserted: { segments: 0, rows: 0 },
  refusedByStore: 0,
  insertFailures: 0,
  insertLagMs: 0,
  insertSeconds: { counts: Array.from({ length: insertBounds.length + 1 }, () => 0), sum: 0, count: 0 },
})

/** Counts one insert that took `seconds`. */
export const countInsert = ({ insertSeconds }: JournalCounters, seconds: number): void => {
  const bucket = insertBounds.findIndex((bound) => seconds <= bound)
  const index = bucket === -1 ? insertBounds.length : bucket
  insertSeconds.counts[index] = (insertSeconds.counts[index] ?? 0) + 1
  insertSeconds.sum += seconds
  insertSeconds.count++
}

/** Counts blocks that are on disk. */
export const countAppended = ({ appended }: JournalCounters, blocks: readonly RowBlock[]): void => {
  appended.blocks += blocks.length
  for (const { rows, bytes } of blocks) {
    appended.rows += rows
    appended.bytes += bytes.byteLength
  }
}
