import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { anyone } from '../access/principal.ts'
import type { QueryOptions, Store } from '../store/store.ts'
import { createContexts } from './question-context.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A store in which each statement takes its time, and which notes the limits it was given. */
const createSlowStore = (ms: number) => {
  const limits: (number | undefined)[] = []
  const query = async (_sql: string, options: QueryOptions = {}) => {
    limits.push(options.timeoutMs)
    vi.advanceTimersByTime(ms)
    return { rows: [], truncated: false, elapsedMs: ms }
  }
  return { limits, store: { query } as unknown as Store }
}

test('the statements of a question share its time, and none begins after it', async () => {
  const { limits, store } = createSlowStore(30)
  const { context } = createContexts({ store, timeoutMs: 50, flushTables: async () => 0 })(anyone, { to: 1 })
  await context.store.query('SELECT 1', { timeoutMs: 50 })
  await context.store.query('SELECT 2', { timeoutMs: 50 })
  await expect(context.store.query('SELECT 3', { timeoutMs: 50 })).rejects.toMatchObject({
    code: 'QUERY_TIMEOUT',
    message: 'The query took longer than 50 ms',
  })
  expect(limits).toEqual([50, 20])
})

test('a statement keeps a shorter limit of its own', async () => {
  const { limits, store } = createSlowStore(0)
  const { context } = createContexts({ store, timeoutMs: 60_000, flushTables: async () => 0 })(anyone, { to: 1 })
  await context.store.query('SELECT 1', { timeoutMs: 5 })
  expect(limits).toEqual([5])
})

test('tables are flushed once for each query about now, and for none about the past', async () => {
  const { store } = createSlowStore(0)
  const flushed: (readonly string[])[] = []
  const flushTables = async (tables: readonly string[]): Promise<number> => {
    flushed.push(tables)
    return 7
  }
  const createContext = createContexts({ store, timeoutMs: 60_000, flushTables })
  const now = createContext(anyone, {})
  for (const _ of [1, 2]) await now.context.store.query('SELECT * FROM otel_logs')
  expect([flushed, now.behindMs()]).toEqual([[['otel_logs']], 7])
  const past = createContext(anyone, { to: Date.now() - 600_000 })
  await past.context.store.query('SELECT * FROM otel_logs')
  expect([flushed.length, past.behindMs()]).toEqual([1, undefined])
})
