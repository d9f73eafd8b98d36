import type { Principal } from '../access/principal.ts'
import { PlainsightError } from '../errors.ts'
import type { QuestionContext } from '../query/question.ts'
import { createSharedAnswers } from '../query/shared-answers.ts'
import type { Store } from '../store/store.ts'
import { type JournaledTable, toSourceTables } from '../tables.ts'

/**
 * Brings in rows of these tables that are acknowledged and not in the store yet; resolves with the age of the oldest
 * that is not there even so, in ms.
 */
export type BringIn = (tables: readonly JournaledTable[]) => Promise<number>

/** Records come late by this much: batches of clients, intervals of metrics. A range that ended before has them all. */
const lateMs = 120_000

/** Whether rows that have just come can belong to what is asked: the range ends now, or there is none. */
const asksForNow = (params: Readonly<Record<string, unknown>>): boolean =>
  typeof params.to !== 'number' || params.to > Date.now() - lateMs

/** What all questions share. */
export type QuestionParts = { readonly store: Store; readonly timeoutMs: number; readonly bringIn: BringIn }

export type CreateContext = (
  principal: Principal,
  params: Readonly<Record<string, unknown>>,
) => {
  readonly context: QuestionContext
  /**
   * How old the oldest row is that the answer lacks, ms; undefined when the question is about a time that is complete.
   */
  readonly behindMs: () => number | undefined
}

/** Brings in what waits for the tables of a statement, once for each table. */
const createFreshTables = (bringIn: BringIn) => {
  const asked = new Map<JournaledTable, Promise<number>>()
  let behindMs = 0
  return {
    behindMs: () => behindMs,
    ensure: async (sql: string): Promise<void> => {
      const tables = toSourceTables(sql)
      const unasked = tables.filter((table) => !asked.has(table))
      if (unasked.length > 0) {
        const brought = bringIn(unasked)
        for (const table of unasked) asked.set(table, brought)
      }
      behindMs = Math.max(behindMs, ...(await Promise.all(tables.map((table) => asked.get(table) ?? 0))))
    },
  }
}

/**
 * Makes the context of each question: its store brings in fresh rows if the question is about now, and gives all
 * statements together one deadline.
 */
export const createContexts = ({ store, timeoutMs, bringIn }: QuestionParts): CreateContext => {
  const shared = createSharedAnswers()
  return (principal, params) => {
    const deadline = performance.now() + timeoutMs
    const freshness = asksForNow(params) ? createFreshTables(bringIn) : undefined
    const query: Store['query'] = async (sql, options) => {
      await freshness?.ensure(sql)
      const leftMs = Math.ceil(deadline - performance.now())
      if (leftMs <= 0) throw new PlainsightError('QUERY_TIMEOUT', { limit: timeoutMs })
      return store.query(sql, { ...options, timeoutMs: Math.min(options?.timeoutMs ?? leftMs, leftMs) })
    }
    const context = { principal, store: { ...store, query }, timeoutMs, shared }
    return { context, behindMs: () => freshness?.behindMs() }
  }
}
