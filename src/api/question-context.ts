import type { Principal } from '../access/principal.ts'
import { PlainsightError } from '../errors.ts'
import type { QuestionContext } from '../query/question.ts'
import { createSharedAnswers } from '../query/shared-answers.ts'
import type { Store } from '../store/store.ts'
import { type JournaledTable, toSourceTables } from '../tables.ts'

/**
 * Flushes acknowledged rows of these tables into the store; resolves with the age of the oldest row that is still
 * missing, in ms.
 */
export type FlushTables = (tables: readonly JournaledTable[]) => Promise<number>

/**
 * Records arrive up to this late, ms: batches of clients, intervals of metrics. A range that ended before is complete.
 */
const lateMs = 120_000

/** Whether new rows can belong to the answer: the range ends now, or there is none. */
const endsNow = (params: Readonly<Record<string, unknown>>): boolean =>
  typeof params.to !== 'number' || params.to > Date.now() - lateMs

/** What all queries share. */
export type QuestionParts = { readonly store: Store; readonly timeoutMs: number; readonly flushTables: FlushTables }

export type CreateContext = (
  principal: Principal,
  params: Readonly<Record<string, unknown>>,
) => {
  readonly context: QuestionContext
  /**
   * Age of the oldest row that the answer does not include, ms; undefined if the range is complete.
   */
  readonly behindMs: () => number | undefined
}

/** Flushes the waiting rows of a statement's tables, once for each table. */
const createFreshTables = (flushTables: FlushTables) => {
  const asked = new Map<JournaledTable, Promise<number>>()
  let behindMs = 0
  return {
    behindMs: () => behindMs,
    ensure: async (sql: string): Promise<void> => {
      const tables = toSourceTables(sql)
      const others = tables.filter((table) => !asked.has(table))
      if (others.length > 0) {
        const flushed = flushTables(others)
        for (const table of others) asked.set(table, flushed)
      }
      behindMs = Math.max(behindMs, ...(await Promise.all(tables.map((table) => asked.get(table) ?? 0))))
    },
  }
}

/**
 * Creates the context of each query: its store flushes waiting rows if the range ends now, and gives all
 * statements together one deadline.
 */
export const createContexts = ({ store, timeoutMs, flushTables }: QuestionParts): CreateContext => {
  const shared = createSharedAnswers()
  return (principal, params) => {
    const deadline = performance.now() + timeoutMs
    const freshness = endsNow(params) ? createFreshTables(flushTables) : undefined
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
