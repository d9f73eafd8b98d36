import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tracesSearch } from '../../src/query/traces/traces-search.ts'
import {
  askQuestion,
  insertSpans,
  openSeedStore,
  type SeedSpan,
  type SeedStore,
  seedStartMs,
  toSeedSpans,
} from './traces-logs-seed.ts'

const spans = toSeedSpans(400)
const range = { from: seedStartMs, to: seedStartMs + 3_600_000 }
let seed: SeedStore

beforeAll(async () => {
  seed = await openSeedStore()
  await insertSpans(seed.store, spans)
})
afterAll(() => seed.close())

const isEntry = (span: SeedSpan): boolean => span.kind === 'Server' || span.parentId === ''

/** Ids of traces with a span that passes, newest match first, reckoned without the database. */
const expected = (passes: (span: SeedSpan) => boolean): string[] => {
  const newest = new Map<string, bigint>()
  for (const span of spans.filter(passes)) {
    const before = newest.get(span.traceId) ?? 0n
    newest.set(span.traceId, span.ns > before ? span.ns : before)
  }
  return [...newest]
    .toSorted((a, b) => (a[1] === b[1] ? (a[0] < b[0] ? 1 : -1) : a[1] < b[1] ? 1 : -1))
    .map(([id]) => id)
}

const search = (params: Readonly<Record<string, string | number>>) =>
  askQuestion(seed.store, tracesSearch, { ...range, ...params })

const filters: [string, Record<string, string | number>, (span: SeedSpan) => boolean][] = [
  ['nothing: every entry span', {}, isEntry],
  ['a service', { service: 'cart' }, (s) => isEntry(s) && s.service === 'cart'],
  ['a route', { route: '/orders/:id' }, (s) => isEntry(s) && s.attributes['http.route'] === '/orders/:id'],
  ['a route with its method', { route: 'GET /orders/:id' }, (s) => isEntry(s) && s.name === 'GET /orders/:id'],
  ['a span name, below the entry too', { name: 'SELECT orders', spans: 'all' }, (s) => s.name === 'SELECT orders'],
  ['errors', { status: 'error' }, (s) => isEntry(s) && s.error],
  ['no errors', { status: 'ok' }, (s) => isEntry(s) && !s.error],
  ['a least duration', { minMs: 300 }, (s) => isEntry(s) && s.durationNs >= 300e6],
  [
    'a span of durations',
    { minMs: 20, maxMs: 50.5 },
    (s) => isEntry(s) && s.durationNs >= 20e6 && s.durationNs <= 50.5e6,
  ],
  ['an attribute', { q: 'user.id:u7' }, (s) => isEntry(s) && s.attributes['user.id'] === 'u7'],
  ['an attribute of the resource', { q: 'host.name:seed service:shop' }, (s) => isEntry(s) && s.service === 'shop'],
  [
    'an attribute with a wildcard',
    { q: 'user.id:u1*' },
    (s) => isEntry(s) && (s.attributes['user.id'] ?? '').startsWith('u1'),
  ],
  ['an attribute that is there', { q: 'db.system.name:*', spans: 'all' }, (s) => 'db.system.name' in s.attributes],
  ['a number in an attribute', { q: 'http.response.status_code:>=500' }, (s) => isEntry(s) && s.error],
  ['a status class', { q: 'status:5xx' }, (s) => isEntry(s) && s.error],
  ['a status code', { q: 'status:200' }, (s) => isEntry(s) && !s.error],
  ['a duration in the text', { q: 'duration:>0.3s' }, (s) => isEntry(s) && s.durationNs > 300e6],
  ['a kind', { q: 'kind:client', spans: 'all' }, (s) => s.kind === 'Client'],
  ['a word in an attribute', { q: 'postgresql', spans: 'all' }, (s) => s.attributes['db.system.name'] === 'postgresql'],
  [
    'a phrase in an exception',
    { q: '"replica 18"', spans: 'all' },
    (s) => (s.events?.[0]?.attributes['exception.message'] ?? '').includes('replica 18'),
  ],
  ['an exception by type', { q: 'exception:Timeout', spans: 'all' }, (s) => s.events !== undefined],
  [
    'either of two',
    { q: 'user.id:u1 OR user.id:u2' },
    (s) => isEntry(s) && /^u[12]$/.test(s.attributes['user.id'] ?? ''),
  ],
  ['all but', { q: '-service:shop -status:error' }, (s) => isEntry(s) && s.service !== 'shop' && !s.error],
  ['a trace id', { q: `trace:${spans[40]?.traceId}`, spans: 'all' }, (s) => s.traceId === spans[40]?.traceId],
]

describe('traces are found by', () => {
  test.each(filters)('%s', async (_name, params, passes) => {
    const ids = expected(passes)
    const { traces, complete, next } = await search({ limit: 200, ...params })
    expect(traces.map(({ traceId }) => traceId)).toEqual(ids.slice(0, 200))
    expect(next === null).toBe(ids.length <= 200)
    if (ids.length <= 200) expect(complete).toBe(true)
  })
})

test('a trace says what all its spans add up to', async () => {
  const { traces } = await search({ q: 'request.id:r9' })
  const own = spans.filter(({ traceId }) => traceId === traces[0]?.traceId)
  const start = own.map(({ ns }) => ns).toSorted()[0] as bigint
  const ends = own.map(({ ns, durationNs }) => Number(ns - start) + durationNs)
  expect(traces).toHaveLength(1)
  expect(traces[0]).toMatchObject({
    rootName: own[0]?.name,
    rootService: own[0]?.service,
    services: [...new Set(own.map(({ service }) => service))].toSorted(),
    spans: own.length,
    errors: 2,
    durationMs: Math.max(...ends) / 1e6,
    matched: {
      spanId: own[0]?.spanId,
      name: own[0]?.name,
      status: 'Error',
      durationMs: (own[0]?.durationNs ?? 0) / 1e6,
    },
  })
})

test('pages follow each other without a gap or a repeat', async () => {
  const found: string[] = []
  let before: string | undefined
  for (let page = 0; page < 100; page++) {
    const answer = await search({ limit: 37, ...(before && { before }) })
    expect(answer.traces.length).toBeLessThanOrEqual(37)
    found.push(...answer.traces.map(({ traceId }) => traceId))
    if (answer.next === null) break
    before = answer.next
  }
  expect(found).toEqual(expected(isEntry))
})

test('a trace whose bounds no one kept is summed up all the same', async () => {
  await seed.store.command('TRUNCATE TABLE otel_traces_trace_id_ts')
  const { traces } = await search({ q: 'request.id:r9' })
  expect(traces[0]).toMatchObject({ spans: spans.filter(({ traceId }) => traceId === traces[0]?.traceId).length })
})

describe('what is wrong is named', () => {
  test.each([
    ['an open quote', { q: 'user.id:"u1' }, /q, character 9: The quote is never closed/],
    ['an open bracket', { q: '(a OR b' }, /q, character 1: The bracket is never closed/],
    ['a key without a value', { q: 'a service:' }, /q, character 3: A value is missing after service:/],
    ['a duration that is none', { q: 'duration:>soon' }, /q, character 1: .*needs a duration/],
    ['a status that is none', { q: 'x status:broken' }, /q, character 3: .*knows error, ok/],
    ['a range upside down', { to: 5, from: 6 }, /parameter to/],
    ['a status outside the list', { status: 'bad' }, /parameter status/],
    ['a negative duration', { minMs: -1 }, /parameter minMs/],
    ['a limit beyond the bound', { limit: 201 }, /parameter limit/],
    ['a cursor that is none', { before: 'x' }, /parameter before/],
    ['an unknown parameter', { servce: 'x' }, /parameter servce is not known/],
  ])('%s', async (_name, params: Record<string, string | number>, message) => {
    await expect(search(params)).rejects.toMatchObject({
      code: 'QUERY_INVALID',
      message: expect.stringMatching(message),
    })
  })
})
