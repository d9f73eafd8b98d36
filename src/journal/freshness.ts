import { setTimeout as sleep } from 'node:timers/promises'
import type { JournaledTable } from '../tables.ts'
import type { SegmentShelf } from './segment-shelf.ts'

/**
 * How often rows of a table are brought in because somebody reads: an insert costs the same for one row as for
 * thousands.
 */
const everyMs = 1_000

/** How long a reader waits for them. */
const waitMs = 150

export type FreshnessParts = {
  readonly shelf: SegmentShelf
  readonly isFailing: (table: JournaledTable) => boolean
}

/**
 * Makes the function that brings in what waits for some tables, before they are read. Resolves when the store has it,
 * or when the reader has waited long enough, with the age of the oldest row that is not there, in ms; 0 when nothing is
 * missing.
 */
export const createFreshness = ({
  shelf,
  isFailing,
}: FreshnessParts): ((tables: readonly JournaledTable[]) => Promise<number>) => {
  const begun = new Map<JournaledTable, number>()
  const running = new Map<JournaledTable, Promise<void>>()

  const bringIn = async (table: JournaledTable): Promise<void> => {
    const segments = await shelf.seal(table)
    await Promise.all(segments.map((segment) => shelf.whenDone(segment)))
  }

  /**
   * What a reader of the table waits for; nothing when the store does not take rows, or has taken some a moment ago.
   */
  const toRun = (table: JournaledTable): Promise<void> | undefined => {
    if (isFailing(table) || shelf.times(table).length === 0) return undefined
    const known = running.get(table)
    if (known !== undefined) return known
    if (Date.now() - (begun.get(table) ?? 0) < everyMs) return undefined
    begun.set(table, Date.now())
    const run = bringIn(table)
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
