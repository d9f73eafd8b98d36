import { setTimeout as sleep } from 'node:timers/promises'
import type { JournaledTable } from '../tables.ts'
import type { SegmentShelf } from './segment-shelf.ts'

/**
 * How often queries flush the rows of a table, ms: an insert costs the same for one row as for thousands.
 */
const everyMs = 1_000

/** How long a query waits for them, ms. */
const waitMs = 150

export type FreshnessParts = {
  readonly shelf: SegmentShelf
  readonly isFailing: (table: JournaledTable) => boolean
}

/**
 * Creates the function that flushes the waiting rows of some tables before they are read. Resolves when the store has
 * them, or when the query has waited long enough, with the age of the oldest row that is missing, in ms; 0 if none is.
 */
export const createFreshness = ({
  shelf,
  isFailing,
}: FreshnessParts): ((tables: readonly JournaledTable[]) => Promise<number>) => {
  const begun = new Map<JournaledTable, number>()
  const running = new Map<JournaledTable, Promise<void>>()

  const flushTable = async (table: JournaledTable): Promise<void> => {
    const segments = await shelf.seal(table)
    await Promise.all(segments.map((segment) => shelf.whenDone(segment)))
  }

  /**
   * What a query of the table waits for; nothing if the store accepts no rows, or has just accepted some.
   */
  const toRun = (table: JournaledTable): Promise<void> | undefined => {
    if (isFailing(table) || shelf.times(table).length === 0) return undefined
    const known = running.get(table)
    if (known !== undefined) return known
    if (Date.now() - (begun.get(table) ?? 0) < everyMs) return undefined
    begun.set(table, Date.now())
    const run = flushTable(table)
      .catch(() => undefined)
      .finally(() => running.delete(table))
    running.set(table, run)
    return run
  }

  const toBehind = (tables: readonly JournaledTable[]): number => {
    const times = tables.flatMap((table) => shelf.times(table))
    return times.length === 0 ? 0 : Math.max(0, Date.now() - Math.min(...times))
  }

  return async (tables) => {
    const runs = tables.flatMap((table) => toRun(table) ?? [])
    if (runs.length > 0) {
      const over = new AbortController()
      const late = sleep(waitMs, undefined, { signal: over.signal }).catch(() => undefined)
      await Promise.race([Promise.all(runs), late])
      over.abort()
    }
    return toBehind(tables)
  }
}
