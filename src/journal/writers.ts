import { type JournaledTable, journaledTables } from '../tables.ts'
import type { SegmentShelf } from './segment-shelf.ts'
import { startWriter, type Writer, type WriterParts } from './writer.ts'

export type Writers = {
  start(): void
  /** Writes what is left, until the deadline (ms since 1970); then stops. */
  stop(deadline: number): Promise<void>
  /** There may be new rows of a table. */
  wake(table: JournaledTable): void
  /** True if no row of a table would reach the store now. */
  isFailing(table: JournaledTable): boolean
}

export type WritersParts = Pick<WriterParts, 'folder' | 'store' | 'log' | 'counters'> & {
  readonly shelf: () => SegmentShelf
}

/** Maximum sleep of a writer without rows; the next block wakes it anyway. */
const emptyMs = 60_000

/** Each table has its own writer, so that a problem with one table does not delay the others. */
export const createWriters = ({ shelf, ...parts }: WritersParts): Writers => {
  const writers = new Map<JournaledTable, Writer>()
  const startOne = (table: JournaledTable): Writer =>
    startWriter({
      ...parts,
      table,
      next: () => shelf().next(table),
      done: (segment) => shelf().done(segment),
      idleMs: () => Math.max(1, Math.min(shelf().dueAt(table) - Date.now(), emptyMs)),
    })
  return {
    start: () => {
      for (const table of journaledTables) writers.set(table, startOne(table))
    },
    stop: async (deadline) => {
      await Promise.all([...writers.values()].map((writer) => writer.stop(deadline)))
    },
    wake: (table) => writers.get(table)?.wake(),
    isFailing: (table) => writers.get(table)?.isFailing ?? true,
  }
}
