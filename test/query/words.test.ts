import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toLogFilter } from '../../src/query/logs/log-filter.ts'
import { logsFacets } from '../../src/query/logs/logs-facets.ts'
import { logsSearch } from '../../src/query/logs/logs-search.ts'
import { tracesFacets } from '../../src/query/traces/traces-facets.ts'
import { tracesSearch } from '../../src/query/traces/traces-search.ts'
import {
  askQuestion,
  insertLogs,
  insertSpans,
  openSeedStore,
  type SeedLog,
  type SeedSpan,
  type SeedStore,
  seedStartMs,
} from './traces-logs-seed.ts'

/** Texts in many scripts, each with searches that find it and nothing else of the list. */
const texts: readonly [text: string, ...searches: string[]][] = [
  ['Ärger mit dem Gerät', 'ärger', 'ÄRGER', 'Ärger', 'gerät', '"MIT DEM GERÄT"', 'är*', '*RÄT'],
  ['«ПРИВЕТ», мир… Ошибка', 'привет', 'Привет', 'ОШИБКА', 'пРиВеТ МИР', '"привет», МИР"', 'прив*'],
  ['Die Straße ist gesperrt', 'straße', 'STRASSE', 'strasse', 'STRAẞE', '"DIE STRASSE"', 'strass*'],
  ['İSTANBUL IŞIK', 'istanbul', 'İstanbul', 'ISTANBUL', 'ışık', 'IŞIK', 'istan*'],
  ['ΟΔΟΣ κλειστή', 'οδος', 'οδοσ', 'Οδός'.normalize('NFD').replaceAll('\u0301', ''), 'ΚΛΕΙΣΤΉ', 'οδ*'],
  ['用户登录失败：密码错误', '登录', '密码', '用户登录', '"失败：密码"', '码'],
  ['“declined” → timeout…', 'DECLINED', 'timeout', '"→"', '"DECLINED” →"', 'declin*'],
  ['Ελλάδα ￼ emoji ✓ café', 'CAFÉ', '✓', 'ελλάδα', 'emoji'],
  ['plain words, Nothing else', 'plain', 'NOTHING', '"words, nothing"', 'noth*'],
]

const cases = texts.flatMap(([text, ...searches]) => searches.map((q) => [q, text] as const))
const range = { from: seedStartMs, to: seedStartMs + 3_600_000 }
let seed: SeedStore

const at = (index: number): bigint => BigInt(seedStartMs + 1000 * (index + 1)) * 1_000_000n
const toId = (index: number, digits: number): string => (index + 1).toString(16).padStart(digits, '0')

const toLog = (body: string, index: number): SeedLog => ({
  ns: at(index),
  traceId: '',
  spanId: '',
  service: `service ${index}`,
  level: 9,
  text: '',
  body,
  attributes: {},
})

/** The text is in an attribute, the message of an exception, or the name of a span, by turns. */
const toSpan = (text: string, index: number): SeedSpan => ({
  traceId: toId(index, 32),
  spanId: toId(index, 16),
  parentId: '',
  service: `service ${index}`,
  name: index % 3 === 2 ? text : 'job',
  kind: 'Server',
  ns: at(index),
  durationNs: 1e6,
  error: false,
  attributes: index % 3 === 0 ? { said: text } : {},
  ...(index % 3 === 1 && {
    events: [{ ns: at(index), name: 'exception', attributes: { 'exception.message': text } }],
  }),
})

beforeAll(async () => {
  seed = await openSeedStore()
  await insertLogs(
    seed.store,
    texts.map(([text], index) => toLog(text, index)),
  )
  await insertSpans(
    seed.store,
    texts.map(([text], index) => toSpan(text, index)),
  )
})
afterAll(() => seed.close())

describe('whatever its case and script, a word is found:', () => {
  test.each(cases)('%s in a log line', async (q, text) => {
    const { lines } = await askQuestion(seed.store, logsSearch, { ...range, q })
    expect(lines.map(({ body }) => body)).toEqual([text])
    const { services } = await askQuestion(seed.store, logsFacets, { ...range, q })
    expect(services).toEqual([{ value: lines[0]?.service, count: 1 }])
  })

  test.each(cases)('%s in a span', async (q, text) => {
    const service = `service ${texts.findIndex(([each]) => each === text)}`
    const { traces } = await askQuestion(seed.store, tracesSearch, { ...range, q })
    expect(traces.map(({ matched }) => matched.service)).toEqual([service])
    const { services } = await askQuestion(seed.store, tracesFacets, { ...range, q })
    expect(services).toEqual([{ value: service, count: 1 }])
  })

  test('in the type or message of an exception', async () => {
    const { traces } = await askQuestion(seed.store, tracesSearch, { ...range, q: 'exception:привет' })
    expect(traces).toHaveLength(1)
  })
})

test('bytes that are no UTF-8 are stored, and do no harm to a search', async () => {
  await seed.store.command(`INSERT INTO otel_logs (Timestamp, ServiceName, Body)
    VALUES (fromUnixTimestamp64Milli(${seedStartMs + 60_000}), 'bytes', unhex('C3A4FF80E2206162'))`)
  const { lines } = await askQuestion(seed.store, logsSearch, { ...range, q: 'ab service:bytes' })
  expect(lines).toHaveLength(1)
})

describe('the indexes of the log table answer', () => {
  const blocks = 20
  beforeAll(async () => {
    // One block of rows per five minutes, so that what an index leaves out can be counted.
    await seed.store.command(`INSERT INTO otel_logs (Timestamp, ServiceName, Body)
      SELECT fromUnixTimestamp64Milli(${seedStartMs - 86_400_000 * 3} + intDiv(number, 8192) * 300000), 'many', concat('line ', toString(number), if(number = 70000, ' SELTSAM Ärger ΟΔΟΣ 登录', ''))
      FROM numbers(${blocks * 8192})`)
  })

  test.each(['seltsam', 'ärger', 'οδος', '登录', '"seltsam ärger"', 'selts*', 'level:info ÄRGER'])('%s', async (q) => {
    const from = BigInt(seedStartMs - 86_400_000 * 3) * 1_000_000n
    const { where, binder } = toLogFilter({ q }, { from, to: from + 86_400_000_000_000n })
    const { rows } = await seed.store.query<{ explain: string }>(
      `EXPLAIN indexes = 1 SELECT count() FROM otel_logs WHERE ${where}`,
      { params: binder.params },
    )
    const plan = rows.map(({ explain }) => explain).join('\n')
    expect(plan).toContain('idx_lower_body')
    expect(plan).toContain('idx_folded_words')
    const granules = [...plan.matchAll(/Granules: (\d+)\/(\d+)/g)].map(([, left, all]) => [Number(left), Number(all)])
    expect(granules.at(-1)?.[0], plan).toBeLessThanOrEqual(1)
    expect(granules[0]?.[1], plan).toBeGreaterThanOrEqual(blocks)
  })
})
