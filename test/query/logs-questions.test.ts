import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { logsFacets } from '../../src/query/logs/logs-facets.ts'
import { logsHistogram } from '../../src/query/logs/logs-histogram.ts'
import { logsLine } from '../../src/query/logs/logs-line.ts'
import { logsSearch } from '../../src/query/logs/logs-search.ts'
import {
  askQuestion,
  insertLogs,
  openSeedStore,
  type SeedLog,
  type SeedStore,
  seedStartMs,
  toSeedLogs,
  toSeedSpans,
} from './traces-logs-seed.ts'

const spans = toSeedSpans(50)
const logs = toSeedLogs(2000, spans)
const range = { from: seedStartMs, to: seedStartMs + 3_600_000 }
let seed: SeedStore

beforeAll(async () => {
  seed = await openSeedStore()
  await insertLogs(seed.store, logs)
})
afterAll(() => seed.close())

const names = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']

/** Class of a line as a reader would say it: by number, else by word, else info. */
const levelOf = ({ level, text }: SeedLog): string => {
  if (level > 0) return names[Math.floor((level - 1) / 4)] as string
  return text === 'WARNING' ? 'warn' : 'info'
}
const atLeast = (log: SeedLog, name: string): boolean => names.indexOf(levelOf(log)) >= names.indexOf(name)
const words = (log: SeedLog): string[] => log.body.toLowerCase().split(/[^a-z0-9]+/)

const search = (params: Readonly<Record<string, string | number>>) =>
  askQuestion(seed.store, logsSearch, { ...range, ...params })

const filters: [string, Record<string, string | number>, (log: SeedLog) => boolean][] = [
  ['nothing: every line', {}, () => true],
  ['a word', { q: 'declined' }, (log) => words(log).includes('declined')],
  ['a word in any case', { q: 'ORDER' }, (log) => words(log).includes('order')],
  ['a whole word only', { q: 'declin' }, () => false],
  ['a part of a word, with a star', { q: 'declin*' }, (log) => log.body.includes('declin')],
  [
    'two words in any order',
    { q: 'bank payment' },
    (log) => words(log).includes('bank') && words(log).includes('payment'),
  ],
  ['a phrase', { q: '"declined by bank"' }, (log) => log.body.includes('declined by bank')],
  ['a phrase whose words come in another order', { q: '"bank declined"' }, () => false],
  ['text with signs', { q: '"http://queue:5672"' }, (log) => log.body.includes('http://queue:5672')],
  ['an address without quotes', { q: 'http://queue:5672/' }, (log) => log.body.includes('http://queue:5672/')],
  ['not a word', { q: '-declined' }, (log) => !words(log).includes('declined')],
  ['either word', { q: 'declined OR cache' }, (log) => words(log).includes('declined') || words(log).includes('cache')],
  [
    'brackets',
    { q: '(declined OR cache) -service:shop' },
    (log) => (words(log).includes('declined') || words(log).includes('cache')) && log.service !== 'shop',
  ],
  ['a severity', { q: 'level:error' }, (log) => levelOf(log) === 'error'],
  ['a severity by another name', { q: 'severity:warning' }, (log) => levelOf(log) === 'warn'],
  ['a least severity', { q: 'severity:>=warn' }, (log) => atLeast(log, 'warn')],
  ['a least severity by the field', { severity: 'warn' }, (log) => atLeast(log, 'warn')],
  ['a service', { service: 'cart' }, (log) => log.service === 'cart'],
  ['an attribute', { q: 'user.id:u7' }, (log) => log.attributes['user.id'] === 'u7'],
  ['an attribute that is there', { q: 'retry.count:*' }, (log) => 'retry.count' in log.attributes],
  ['an attribute that is missing', { q: '-retry.count:*' }, (log) => !('retry.count' in log.attributes)],
  ['a number in an attribute', { q: 'order.total:>=450' }, (log) => Number(log.attributes['order.total']) >= 450],
  ['an attribute of the resource', { q: 'host.name:seed declined' }, (log) => words(log).includes('declined')],
  ['a trace', { trace: spans[0]?.traceId as string }, (log) => log.traceId === spans[0]?.traceId],
  ['a span', { q: `span:${spans[0]?.spanId}` }, (log) => log.spanId === spans[0]?.spanId],
  ['hostile text', { q: `"'; DROP TABLE otel_logs; --"` }, () => false],
  ['signs that LIKE would take for its own', { q: '*100%*' }, () => false],
]

/** All pages of an answer, in order. */
const readAll = async (params: Readonly<Record<string, string | number>>, limit: number) => {
  const lines: Awaited<ReturnType<typeof search>>['lines'] = []
  let before: string | undefined
  for (let page = 0; page < 500; page++) {
    const answer = await search({ ...params, limit, ...(before && { before }) })
    expect(answer.lines.length).toBeLessThanOrEqual(limit)
    lines.push(...answer.lines)
    if (answer.next === null) return lines
    before = answer.next
  }
  throw new Error('the pages never end')
}

const bodiesOf = (lines: readonly { body: string }[]): string[] => lines.map(({ body }) => body).toSorted()

describe('lines are found by', () => {
  test.each(filters)('%s', async (_name, params, passes) => {
    const lines = await readAll(params, 500)
    expect(bodiesOf(lines)).toEqual(bodiesOf(logs.filter(passes)))
    const times = lines.map(({ ns }) => BigInt(ns))
    expect(times).toEqual(times.toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0)))
  })
})

test('pages that end inside one millisecond lose no line and repeat none', async () => {
  const lines = await readAll({ q: 'order.total:<100' }, 3)
  expect(bodiesOf(lines)).toEqual(bodiesOf(logs.filter(({ attributes }) => Number(attributes['order.total']) < 100)))
})

test('lines that are the same to the letter are all shown', async () => {
  const twin: SeedLog = {
    ...(logs[0] as SeedLog),
    ns: BigInt(seedStartMs - 1000) * 1_000_000n,
    body: 'said five times',
  }
  await insertLogs(seed.store, [twin, twin, twin, twin, twin])
  const lines = await readAll({ from: seedStartMs - 5000, to: seedStartMs }, 2)
  expect(bodiesOf(lines)).toEqual(Array(5).fill('said five times'))
})

test('a line carries all that is known of it', async () => {
  const wanted = logs[30] as SeedLog
  const { lines } = await search({ q: `"${wanted.body}"` })
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatchObject({
    ns: String(wanted.ns),
    severity: levelOf(wanted),
    severityText: wanted.text,
    service: wanted.service,
    body: wanted.body,
    traceId: wanted.traceId,
    spanId: wanted.spanId,
    attributes: wanted.attributes,
    resource: { 'service.name': wanted.service, 'host.name': 'seed' },
  })
})

describe('the histogram counts', () => {
  test.each(filters.slice(0, 20))('%s', async (_name, params, passes) => {
    const answer = await askQuestion(seed.store, logsHistogram, { ...range, ...params, step: 60 })
    expect(answer).toMatchObject({ step: 60, complete: true, total: logs.filter(passes).length })
    const bars = Object.fromEntries(names.map((name) => [name, answer.t.map(() => 0)]))
    for (const log of logs.filter(passes)) {
      const bar = Math.floor((Number(log.ns / 1_000_000_000n) - (answer.t[0] as number)) / 60)
      const column = bars[levelOf(log)] as number[]
      column[bar] = (column[bar] as number) + 1
    }
    expect(answer.severities).toEqual(bars)
  })

  test('and never answers more bars than can be drawn', async () => {
    const answer = await askQuestion(seed.store, logsHistogram, { from: 0, to: seedStartMs + 3_600_000, step: 1 })
    expect(answer.t.length).toBeLessThanOrEqual(301)
    expect(answer.total).toBeGreaterThanOrEqual(logs.length)
  })
})

const countBy = (rows: readonly SeedLog[], of: (log: SeedLog) => string): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const row of rows) counts[of(row)] = (counts[of(row)] ?? 0) + 1
  return counts
}

test('facets count services, severities and attributes', async () => {
  const answer = await askQuestion(seed.store, logsFacets, { ...range, q: '-cache' })
  const rows = logs.filter((log) => !words(log).includes('cache'))
  const toRecord = (facet: readonly { value: string; count: number }[]) =>
    Object.fromEntries(facet.map(({ value, count }) => [value, count]))
  expect(toRecord(answer.services)).toEqual(countBy(rows, ({ service }) => service))
  expect(toRecord(answer.severities)).toEqual(countBy(rows, levelOf))
  const user = answer.attributes.find(({ key }) => key === 'user.id')
  const users = countBy(rows, ({ attributes }) => attributes['user.id'] as string)
  expect(user).toMatchObject({ count: rows.length, distinct: Object.keys(users).length })
  for (const { value, count } of user?.values ?? []) expect(count).toBe(users[value])
  expect(answer.complete).toBe(true)
})

describe('what is wrong is named', () => {
  test.each([
    ['an open quote', { q: 'a "b' }, /q, character 3: The quote is never closed/],
    ['a bracket too many', { q: 'a)' }, /q, character 2: This bracket was never opened/],
    ['OR without a word', { q: 'a OR' }, /q, character 3: A word or key:value is missing/],
    [
      'a severity that is none',
      { q: 'level:loud' },
      /q, character 1: .*knows trace, debug, info, warn, error, fatal; not loud/,
    ],
    ['a number that is none', { q: 'order.total:>many' }, /q, character 1: .*needs a number/],
    ['a severity outside the list', { severity: 'loud' }, /parameter severity/],
    ['a trace id that is none', { trace: 'xyz' }, /parameter trace/],
    ['too many lines at once', { limit: 501 }, /parameter limit/],
    ['a cursor that is none', { before: '1' }, /parameter before/],
    ['too many terms', { q: 'a '.repeat(41) }, /more than 40 terms/],
    ['brackets too deep', { q: '('.repeat(30) }, /too deep/],
  ])('%s', async (_name, params: Record<string, string | number>, message) => {
    await expect(search(params)).rejects.toMatchObject({
      code: 'QUERY_INVALID',
      message: expect.stringMatching(message),
    })
  })
})

/** Names of the indexes that the engine uses for a condition. */
const indexesOf = async (condition: string): Promise<string[]> => {
  const { rows } = await seed.store.query<{ explain: string }>(
    `EXPLAIN indexes = 1 SELECT count() FROM otel_logs WHERE ${condition}`,
  )
  return rows.flatMap(({ explain }) => /Name: (\S+)/.exec(explain)?.[1] ?? [])
}

test('the engine answers words, attributes and trace ids from its text indexes', async () => {
  expect(await indexesOf("hasAllTokens(lower(Body), ['declined'])")).toContain('idx_lower_body')
  expect(await indexesOf("(LogAttributes['user.id'] = 'u7' OR ResourceAttributes['user.id'] = 'u7')")).toContain(
    'idx_log_attr_value',
  )
  expect(await indexesOf("TraceId = 'abc'")).toContain('idx_trace_id')
})

describe('a line with a text of a megabyte', () => {
  const body = `start ${'ü'.repeat(1_000_000)} end`
  const stack = 's'.repeat(100_000)
  const at = BigInt(seedStartMs + 7_200_000) * 1_000_000n
  const long: SeedLog = {
    ns: at,
    traceId: '',
    spanId: '',
    service: 'long',
    level: 9,
    text: 'INFO',
    body,
    attributes: { 'exception.stacktrace': stack, short: 'kept' },
  }
  beforeAll(() => insertLogs(seed.store, [long, { ...long, ns: at + 1n, body: 'short', attributes: {} }]))

  test('is cut in lists, which say so, and whole when it is asked for by itself', async () => {
    const { lines } = await search({ from: seedStartMs + 7_000_000, to: seedStartMs + 7_300_000 })
    expect(lines.map(({ isCut }) => isCut)).toEqual([false, true])
    const [, cut] = lines
    expect(body.startsWith(cut!.body)).toBe(true)
    expect(cut!.body).toHaveLength(16_384)
    expect(cut!.attributes).toEqual({ 'exception.stacktrace': stack.slice(0, 16_384), short: 'kept' })
    const { id, ns } = cut!
    const whole = await askQuestion(seed.store, logsLine, { id, ns })
    expect(whole).toMatchObject({ id, ns, isCut: false, attributes: long.attributes })
    expect(whole.body === body).toBe(true)
  })

  test('that does not exist is said to', async () => {
    await expect(askQuestion(seed.store, logsLine, { id: '1', ns: `${at}` })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})
