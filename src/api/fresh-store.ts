import type { Store } from '../store/store.ts'
import type { JournaledTable } from '../tables.ts'
import { toSourceTables } from '../tables.ts'

/** Brings in rows of these tables that are acknowledged and not in the store yet; resolves with the age of the oldest that is not there even so, in ms. */
export type BringIn = (tables: readonly JournaledTable[]) => Promise<number>

/** Records come late by this much: batches of clients, intervals of metrics. A range that ended before has them all. */
const lateMs = 120_000

/** Whether rows that have just come can belong to what is asked: the range ends now, or there is none. */
export const asksForNow = (params: Readonly<Record<string, unknown>>): boolean =>
  typeof params.to !== 'number' || params.to > Date.now() - lateMs

/** The store for one question: what waits for its tables is brought in before they are read, once for each. */
export const createFreshStore = (
  store: Store,
  bringIn: BringIn,
): { readonly store: Store; readonly behindMs: () => number } => {
  const asked = new Map<JournaledTable, Promise<number>>()
  let behindMs = 0
  const ensureFresh = async (sql: string): Promise<void> => {
    const tables = toSourceTables(sql)
    const unasked = tables.filter((table) => !asked.has(table))
    if (unasked.length > 0) {
      const brought = bringIn(unasked)
      for (const table of unasked) asked.set(table, brought)
    }
    behindMs = Math.max(behindMs, ...(await Promise.all(tables.map((table) => asked.get(table) ?? 0))))
  }
  return {
    behindMs: () => behindMs,
    store: {
      ...store,
      query: async (sql, options) => {
        await ensureFresh(sql)
        return store.query(sql, options)
      },
    },
  }
}
