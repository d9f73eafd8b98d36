import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { traceDetail } from '../../src/query/traces/trace-detail.ts'
import { traceLogs } from '../../src/query/traces/trace-logs.ts'
import { traceMatches } from '../../src/query/traces/trace-matches.ts'
import { traceSpan } from '../../src/query/traces/trace-span.ts'
import { tracesDurations } from '../../src/query/traces/traces-durations.ts'
import { tracesFacets } from '../../src/query/traces/traces-facets.ts'
import {
  askQuestion,
  insertLogs,
  insertSpans,
  openSeedStore,
  type SeedSpan,
  type SeedStore,
  seedStartMs,
  toSeedLogs,
  toSeedSpans,
} from './traces-logs-seed.ts'

const spans = toSeedSpans(400)
const logs = toSeedLogs(600, spans.slice(0, 300))
const range = { from: seedStartMs, to: seedStartMs + 3_600_000 }
const failing = spans[0] as SeedSpan
const own = spans.filter(({ traceId }) => traceId === failing.traceId)
let seed: SeedStore

beforeAll(async () => {
  seed = await openSeedStore()
  await insertSpans(seed.store, spans)
  await insertLogs(seed.store, logs)
})
afterAll(() => seed.close())

test('a trace has all its spans by start, with exceptions and what tells most of each', async () => {
  const answer = await askQuestion(seed.store, traceDetail, { traceId: failing.traceId.toUpperCase() })
  const ids = own
    .toSorted((a, b) => (a.ns < b.ns ? -1 : a.ns > b.ns ? 1 : a.spanId < b.spanId ? -1 : 1))
    .map(({ spanId }) => spanId)
  expect(answer.spans.map(({ id }) => id)).toEqual(ids)
  expect(answer).toMatchObject({ startNs: String(failing.ns), truncated: false })
  expect(answer.spans[0]).toMatchObject({
    parentId: '',
    name: failing.name,
    startMs: 0,
    durationMs: failing.durationNs / 1e6,
    status: 'Error',
    httpStatus: '500',
    preview: failing.attributes['http.route'],
  })
  const query = answer.spans.find(({ name }) => name === 'SELECT orders')
  expect(query?.preview).toContain('SELECT * FROM orders')
  expect(query?.events[0]?.exception).toEqual({ type: 'TimeoutError', message: 'no answer from replica 0' })
  const ends = own.map(({ ns, durationNs }) => Number(ns - failing.ns) + durationNs)
  expect(answer.durationMs).toBe(Math.max(...ends) / 1e6)
})

test('two sides of a call that share a span id, as Zipkin writes them, are both shown', async () => {
  const ns = failing.ns - 259_200_000_000_000n
  const traceId = 'abcdef11abcdef11abcdef11abcdef11'
  const side = { ...failing, traceId, ns, spanId: '00000000000000bb', parentId: '00000000000000aa' }
  const [called, server] = [
    { ...side, kind: 'Client', service: 'front' },
    { ...side, kind: 'Server', service: 'back', ns: ns + 5n },
  ]
  await insertSpans(seed.store, [server, called])
  await insertSpans(seed.store, [{ ...called, durationNs: called.durationNs + 1 }])
  const { spans: shown, services } = await askQuestion(seed.store, traceDetail, { traceId })
  expect(shown.map(({ kind, service }) => [kind, services[service]])).toEqual([
    ['Client', 'front'],
    ['Server', 'back'],
  ])
  for (const { kind, service } of [called, server]) {
    const span = await askQuestion(seed.store, traceSpan, { traceId, spanId: side.spanId, kind, service })
    expect(span).toMatchObject({ kind, service, spanId: side.spanId })
  }
})

test('a span sent twice is shown once', async () => {
  const ns = failing.ns - 172_800_000_000_000n
  const twice = { ...failing, traceId: 'abcdef00abcdef00abcdef00abcdef00', ns }
  // Two different blocks, so that the store itself has nothing to leave out.
  await insertSpans(seed.store, [twice])
  await insertSpans(seed.store, [twice, { ...twice, traceId: 'abcdef11abcdef11abcdef11abcdef11' }])
  expect((await askQuestion(seed.store, traceDetail, { traceId: twice.traceId })).spans).toHaveLength(1)
})

test('a huge trace is cut and says so', async () => {
  const ns = BigInt(seedStartMs - 86_400_000) * 1_000_000n
  const traceId = 'ffffffffffffffffffffffffffffffff'
  const many = Array.from({ length: 20_050 }, (_, index) => ({
    ...failing,
    traceId,
    spanId: index.toString(16).padStart(16, '0'),
    ns: ns + BigInt(index),
    events: [],
  }))
  await insertSpans(seed.store, many)
  const answer = await askQuestion(seed.store, traceDetail, { traceId })
  expect(answer.spans).toHaveLength(20_000)
  expect(answer.truncated).toBe(true)
})

test('a trace that is not there is said to be missing', async () => {
  const missing = askQuestion(seed.store, traceDetail, { traceId: 'dead' })
  await expect(missing).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'The trace dead does not exist' })
  await expect(askQuestion(seed.store, traceDetail, { traceId: 'not hex' })).rejects.toMatchObject({
    code: 'QUERY_INVALID',
  })
})

test('a span has its attributes, resource and events', async () => {
  const child = own.find(({ events }) => events) as SeedSpan
  const answer = await askQuestion(seed.store, traceSpan, { traceId: child.traceId, spanId: child.spanId })
  expect(answer).toMatchObject({
    name: child.name,
    parentSpanId: child.parentId,
    startNs: String(child.ns),
    durationNs: String(child.durationNs),
    attributes: child.attributes,
    resource: { 'service.name': child.service, 'host.name': 'seed' },
    events: [{ name: 'exception', ns: String(child.events?.[0]?.ns), attributes: child.events?.[0]?.attributes }],
    links: [],
  })
  const missing = askQuestion(seed.store, traceSpan, { traceId: child.traceId, spanId: 'beef' })
  await expect(missing).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('the lines of a trace come oldest first', async () => {
  const answer = await askQuestion(seed.store, traceLogs, { traceId: failing.traceId })
  const wanted = logs.filter(({ traceId, ns }) => traceId === failing.traceId && ns < failing.ns + 60_000_000_000n)
  expect(wanted.length).toBeGreaterThan(0)
  expect(answer.lines.map(({ body }) => body).toSorted()).toEqual(
    expect.arrayContaining(wanted.map(({ body }) => body).toSorted()),
  )
  expect(answer.lines.map(({ ns }) => ns)).toEqual(answer.lines.map(({ ns }) => ns).toSorted())
})

test('a trace that is not there has no lines', async () => {
  expect(await askQuestion(seed.store, traceLogs, { traceId: 'dead' })).toEqual({ lines: [], truncated: false })
})

test('a search inside a trace looks into attributes and exceptions', async () => {
  const find = async (q: string) =>
    (await askQuestion(seed.store, traceMatches, { traceId: failing.traceId, q })).spanIds
  const query = own.find(({ name }) => name === 'SELECT orders') as SeedSpan
  expect(await find('postgresql')).toEqual([query.spanId])
  expect(await find('"no answer from replica"')).toEqual([query.spanId])
  expect(await find('kind:server')).toEqual([failing.spanId])
  await expect(find('kind:odd')).rejects.toMatchObject({ code: 'QUERY_INVALID' })
})

describe('durations over time', () => {
  test('few spans come one by one, and the cells hold the same', async () => {
    const answer = await askQuestion(seed.store, tracesDurations, { ...range, columnMs: 60_000 })
    const wanted = spans.filter(({ kind }) => kind === 'Server')
    expect(answer).toMatchObject({
      total: wanted.length,
      errors: wanted.filter(({ error }) => error).length,
      complete: true,
    })
    expect(answer.points?.map(({ spanId }) => spanId).toSorted()).toEqual(wanted.map(({ spanId }) => spanId).toSorted())
    const cells = new Map<string, [number, number]>()
    for (const { ns, durationNs, error } of wanted) {
      const key = `${Math.floor((Number(ns / 1_000_000n) - range.from) / 60_000)},${Math.floor(Math.log2(durationNs) * answer.rowsPerDoubling)}`
      const [count, errors] = cells.get(key) ?? [0, 0]
      cells.set(key, [count + 1, errors + (error ? 1 : 0)])
    }
    expect(Object.fromEntries(answer.cells.map(([c, r, n, e]) => [`${c},${r}`, [n, e]]))).toEqual(
      Object.fromEntries(cells),
    )
  })

  test('many spans come as cells only', async () => {
    const answer = await askQuestion(seed.store, tracesDurations, {
      ...range,
      spans: 'all',
      from: range.from - 90_000_000,
    })
    expect(answer.total).toBeGreaterThan(1500)
    expect(answer.points).toBeNull()
  })

  test('columns are bounded', async () => {
    const asked = askQuestion(seed.store, tracesDurations, { ...range, columnMs: 1 })
    await expect(asked).rejects.toMatchObject({ code: 'QUERY_INVALID', message: expect.stringContaining('columnMs') })
  })
})

test('facets of traces count services, names, status and attributes', async () => {
  const answer = await askQuestion(seed.store, tracesFacets, range)
  const wanted = spans.filter(({ kind }) => kind === 'Server')
  const count = (of: (span: SeedSpan) => string) => {
    const counts: Record<string, number> = {}
    for (const span of wanted) counts[of(span)] = (counts[of(span)] ?? 0) + 1
    return counts
  }
  const toRecord = (facet: readonly { value: string; count: number }[]) =>
    Object.fromEntries(facet.map(({ value, count: n }) => [value, n]))
  expect(toRecord(answer.services)).toEqual(count(({ service }) => service))
  expect(toRecord(answer.names)).toEqual(count(({ name }) => name))
  expect(toRecord(answer.statuses)).toEqual(count(({ error }) => (error ? 'error' : 'ok')))
  const keys = answer.attributes.map(({ key }) => key)
  expect(keys).toContain('http.response.status_code')
  expect(keys).not.toContain('request.id')
})
