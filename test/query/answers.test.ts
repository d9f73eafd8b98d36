import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { logsFacets } from '../../src/query/logs/logs-facets.ts'
import { logsHistogram } from '../../src/query/logs/logs-histogram.ts'
import { logsSearch } from '../../src/query/logs/logs-search.ts'
import type { QuestionContext } from '../../src/query/question.ts'
import { requestExemplars } from '../../src/query/requests/request-exemplars.ts'
import { tracesDurations } from '../../src/query/traces/traces-durations.ts'
import { tracesFacets } from '../../src/query/traces/traces-facets.ts'
import { tracesSearch } from '../../src/query/traces/traces-search.ts'
import { keepForEver } from '../store/keep-for-ever.ts'
import { createSlowContext } from './slow-context.ts'
import { openSeedStore, type SeedStore, seedStartMs } from './traces-logs-seed.ts'

const day = 86_400_000
const range = { from: seedStartMs - 30 * day, to: seedStartMs }
let seed: SeedStore

beforeAll(async () => {
  seed = await openSeedStore()
  await keepForEver(seed.store)
})
afterAll(() => seed.close())

type Answer = {
  readonly complete: boolean
  readonly reachedMs: number
  readonly windowMs: number
  readonly next?: string | null
  readonly lines?: readonly unknown[]
  readonly traces?: readonly unknown[]
}
type Asked = { run(context: QuestionContext, params: never): Promise<unknown> }

const asked = {
  'logs-search': logsSearch,
  'logs-histogram': logsHistogram,
  'logs-facets': logsFacets,
  'traces-search': tracesSearch,
  'traces-durations': tracesDurations,
  'traces-facets': tracesFacets,
  'request-exemplars': requestExemplars,
} as Readonly<Record<string, Asked>>
const size = 50

/** Asks as the page does, until the page is full or the range ends. */
const walk = async (name: string, filter: object): Promise<{ answers: number; rows: number }> => {
  const isList = name.endsWith('search')
  let rows = 0
  let more: object = {}
  for (let answers = 1; ; answers++) {
    const params = { ...range, ...filter, ...(isList && { limit: size - rows }), ...more }
    const answer = (await asked[name]?.run(createSlowContext(seed.store), params as never)) as Answer
    rows += (answer.lines ?? answer.traces ?? []).length
    if (isList ? rows >= size || answer.next === null : answer.complete) return { answers, rows }
    const { windowMs, next, reachedMs } = answer
    more = isList ? { before: next, windowMs } : { to: reachedMs, windowMs }
  }
}

/** Those that can be asked without more than a range. */
const names = Object.keys(asked).filter((name) => name !== 'request-exemplars')

describe('however slow the machine is, one answer says that', () => {
  test.each(names)('an empty store has nothing: %s', async (name) => {
    expect(await walk(name, {})).toEqual({ answers: 1, rows: 0 })
    expect(await walk(name, { q: 'nowhere' })).toEqual({ answers: 1, rows: 0 })
  })

  describe('a quiet one has one row, of three weeks ago', () => {
    beforeAll(async () => {
      const at = `fromUnixTimestamp64Milli(${seedStartMs - 21 * day})`
      await seed.store.command(`INSERT INTO otel_logs (Timestamp, ServiceName, Body) VALUES (${at}, 'quiet', 'one')`)
      await seed.store.command(`INSERT INTO otel_traces (Timestamp, TraceId, SpanId, ServiceName, SpanName, SpanKind)
        VALUES (${at}, 'aa', 'bb', 'quiet', 'one', 'Server')`)
    })
    test.each(names)('%s', async (name) => {
      const rows = name.endsWith('search') ? 1 : 0
      expect(await walk(name, {})).toEqual({ answers: 1, rows })
      expect(await walk(name, { q: 'nowhere' })).toEqual({ answers: 1, rows: 0 })
    })
  })
})

describe('a busy day', () => {
  const busyRows = 200_000
  beforeAll(async () => {
    const at = `fromUnixTimestamp64Milli(toInt64(${seedStartMs - day} + number * ${(day / busyRows).toFixed(3)}))`
    await seed.store.command(`INSERT INTO otel_logs (Timestamp, ServiceName, Body)
      SELECT ${at}, 'busy', if(number % 20000 = 7, 'rare', 'common') FROM numbers(${busyRows})`)
    await seed.store.command(`INSERT INTO otel_traces (Timestamp, TraceId, SpanId, ServiceName, SpanName, SpanKind)
      SELECT ${at}, lower(hex(number)), lower(hex(number)), 'busy', if(number % 20000 = 7, 'rare', 'common'), 'Server' FROM numbers(${busyRows})`)
  })

  test.each([
    ['logs-search', {}, 1, size],
    ['traces-search', {}, 1, size],
    ['logs-search', { q: 'rare' }, 12, 10],
    ['traces-search', { q: 'rare' }, 12, 10],
    ['traces-search', { q: 'rare', spans: 'all' }, 12, 10],
    // Twice as wide each time.
    ['logs-search', { q: 'nowhere' }, 6, 0],
    ['traces-search', { q: 'nowhere' }, 6, 0],
    ['traces-search', { q: 'nowhere', spans: 'all' }, 8, 0],
    ['logs-histogram', {}, 12, 0],
    ['logs-facets', {}, 12, 0],
    ['traces-durations', {}, 12, 0],
    ['traces-facets', {}, 12, 0],
    ['request-exemplars', { step: 900, minMs: 0, maxMs: 1e6 }, 12, 0],
    ['traces-facets', { q: 'nowhere' }, 6, 0],
  ])('%s %j takes at most %i answers on a slow machine', async (name, filter, most, rows) => {
    const walked = await walk(name, filter)
    expect(walked.rows).toBe(rows)
    expect(walked.answers).toBeLessThanOrEqual(most)
  })
})
