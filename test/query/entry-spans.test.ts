import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseParams } from '../../src/api/validate.ts'
import { tracesDurations } from '../../src/query/traces/traces-durations.ts'
import { tracesFacets } from '../../src/query/traces/traces-facets.ts'
import { tracesSearch } from '../../src/query/traces/traces-search.ts'
import { createContext } from './context.ts'
import { createSlowContext } from './slow-context.ts'
import {
  insertSpans,
  openSeedStore,
  type SeedSpan,
  type SeedStore,
  seedStartMs,
  toSeedSpans,
} from './traces-logs-seed.ts'

/**
 * Spans of an hour, of which the first half lay in `otel_traces` before there was a table of entry spans; then an hour
 * of nothing; then a crowd of spans at the same nanosecond, on the edge of a five-minute slot.
 */
const hour = 3_600_000
const sinceMs = seedStartMs + hour / 2
const crowdMs = seedStartMs + 2 * hour
const range = { from: seedStartMs, to: crowdMs + 1 }
const usual = toSeedSpans(300)
const crowd = toSeedSpans(60).map((span, index) => ({
  ...span,
  traceId: `c0ffee${span.traceId.slice(6)}`,
  ns: BigInt(crowdMs) * 1_000_000n - (index % 2 === 0 ? 0n : 1n),
}))
const isOld = ({ ns }: SeedSpan): boolean => ns < BigInt(sinceMs) * 1_000_000n
const all = [...usual, ...crowd]
let seed: SeedStore

beforeAll(async () => {
  seed = await openSeedStore()
  await insertSpans(seed.store, usual.filter(isOld))
  await seed.store.command('TRUNCATE TABLE entry_spans')
  await seed.store.command('TRUNCATE TABLE entry_spans_since')
  await seed.store.command(`INSERT INTO entry_spans_since VALUES (fromUnixTimestamp64Milli(${sinceMs}))`)
  await insertSpans(
    seed.store,
    all.filter((span) => !isOld(span)),
  )
  // A busy day around them: fewer rows would be read at once, and never part by part. Nobody looks for these.
  await seed.store.command(`INSERT INTO otel_traces (Timestamp, TraceId, SpanId, ParentSpanId, ServiceName, SpanName, SpanKind)
    SELECT fromUnixTimestamp64Milli(${seedStartMs} - 36000000 + if(number % 2 = 0, 0, 84000000)), hex(number % 10), hex(number), '1', 'busy', 'busy', 'Internal'
    FROM numbers(800000)`)
})
afterAll(() => seed.close())

const contexts = {
  'in one answer': () => createContext(seed.store, 3_000_000),
  'part by part': () => createSlowContext(seed.store),
}

const isEntry = (span: SeedSpan): boolean => span.kind === 'Server' || span.parentId === ''
const filters: [string, Record<string, string | number>, (span: SeedSpan) => boolean][] = [
  ['nothing', {}, isEntry],
  ['a service', { service: 'cart' }, (span) => isEntry(span) && span.service === 'cart'],
  ['an attribute', { q: 'user.id:u7' }, (span) => isEntry(span) && span.attributes['user.id'] === 'u7'],
  ['a text in attributes', { q: '"u1"' }, (span) => isEntry(span) && /u1/.test(span.attributes['user.id'] ?? '')],
  ['a value that is nowhere', { q: 'user.id:nobody' }, () => false],
  ['a status among all spans', { spans: 'all', status: 'error' }, (span) => span.error],
  [
    'an attribute of all spans',
    { spans: 'all', q: 'db.system.name:postgresql' },
    (span) => 'db.system.name' in span.attributes,
  ],
]

let parts = 0

/** Asks part after part, as the page does. */
const inParts = async <Answer extends { complete: boolean; reachedMs: number }>(
  ask: (to: number) => Promise<Answer>,
): Promise<Answer[]> => {
  const answers: Answer[] = []
  for (let to = range.to; to > range.from; ) {
    const answer = await ask(to)
    answers.push(answer)
    if (answer.complete) return answers
    parts++
    expect(answer.reachedMs).toBeLessThan(to)
    to = answer.reachedMs
  }
  return answers
}

afterAll(() => expect(parts, 'answers that stopped early').toBeGreaterThan(10))

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

describe.each([
  ['in one answer', filters],
  ['part by part', filters.filter((_, index) => index % 3 === 0)],
] as const)('%s', (name, chosen) => {
  const context = contexts[name]

  test.each(chosen)('the list of traces by %s is that of all spans read plainly', async (_filter, params, passes) => {
    const newest = new Map<string, bigint>()
    for (const span of all.filter(passes)) {
      const before = newest.get(span.traceId) ?? 0n
      newest.set(span.traceId, span.ns > before ? span.ns : before)
    }
    const wanted = [...newest].toSorted(([a, at], [b, bt]) => (at === bt ? (a < b ? 1 : -1) : at < bt ? 1 : -1))
    const found: string[] = []
    for (let before: string | null | undefined; before !== null; ) {
      const asked = parseParams(
        tracesSearch.params,
        toTexts({ ...range, ...params, limit: 50, ...(before && { before }) }),
      )
      const page = await tracesSearch.run(context(), asked as never)
      found.push(...page.traces.map(({ traceId }) => traceId))
      before = page.next
    }
    expect(found).toEqual(wanted.map(([id]) => id))
  })

  test.each(chosen)('the durations by %s are those of all spans read plainly', async (_filter, params, passes) => {
    const wanted = all.filter(passes)
    const answers = await inParts((to) =>
      tracesDurations.run(context(), { ...range, to, columnMs: 300_000, ...params } as never),
    )
    const cells = new Map<string, number>()
    for (const { ns, durationNs } of wanted) {
      const column = Math.floor((Number(ns / 1_000_000n) - range.from) / 300_000)
      const key = `${column} ${Math.floor(Math.log2(durationNs) * 4)}`
      cells.set(key, (cells.get(key) ?? 0) + 1)
    }
    const counted = new Map<string, number>()
    for (const [column, row, spans] of answers.flatMap((answer) => answer.cells)) {
      const key = `${column} ${row}`
      counted.set(key, (counted.get(key) ?? 0) + spans)
    }
    expect(counted).toEqual(cells)
    expect(sum(answers.map(({ errors }) => errors))).toBe(wanted.filter(({ error }) => error).length)
    const points = answers.flatMap((answer) => answer.points ?? [])
    expect(points.map(({ spanId, traceId }) => traceId + spanId).toSorted()).toEqual(
      wanted.map(({ spanId, traceId }) => traceId + spanId).toSorted(),
    )
  })

  test.each(chosen)('the facets by %s are those of all spans read plainly', async (_filter, params, passes) => {
    const wanted = all.filter(passes)
    const answers = await inParts((to) =>
      tracesFacets.run(context(), { ...range, to, wholeMs: range.to - range.from, ...params } as never),
    )
    const countBy = (keyOf: (span: SeedSpan) => string): Record<string, number> => {
      const counts: Record<string, number> = {}
      for (const span of wanted) counts[keyOf(span)] = (counts[keyOf(span)] ?? 0) + 1
      return counts
    }
    const added = (facet: 'services' | 'names' | 'statuses'): Record<string, number> => {
      const counts: Record<string, number> = {}
      for (const { value, count } of answers.flatMap((answer) => answer[facet]))
        counts[value] = (counts[value] ?? 0) + count
      return counts
    }
    expect(added('services')).toEqual(countBy(({ service }) => service))
    expect(added('names')).toEqual(countBy(({ name }) => name))
    expect(added('statuses')).toEqual(countBy(({ error }) => (error ? 'error' : 'ok')))
    expect(answers.every(({ attributes }) => wanted.length > 0 || attributes.length === 0)).toBe(true)
  })
})

test('more spans than can be shown one by one are counted in cells alone', async () => {
  const answer = await tracesDurations.run(contexts['in one answer'](), { ...range, spans: 'all', columnMs: 300_000 })
  expect(answer).toMatchObject({ total: all.length, points: null, complete: true })
  expect(sum(answer.cells.map(([, , spans]) => spans))).toBe(all.length)
  expect(answer.errors).toBe(all.filter(({ error }) => error).length)
})

const toTexts = (params: Readonly<Record<string, string | number>>): Record<string, string> =>
  Object.fromEntries(Object.entries(params).map(([key, value]) => [key, String(value)]))
