import type { Store } from '../../src/store/store.ts'
import { insertLogs, insertSpans, type SeedLog, type SeedSpan } from '../query/traces-logs-seed.ts'

const hex = (value: number, digits = 16): string => value.toString(16).padStart(digits, '0')
const toNs = (ms: number): bigint => BigInt(Math.round(ms * 1000)) * 1000n

/** Traces that a page meets sooner or later, each by what is odd about it. */
export const oddTraces = {
  deep: hex(0xdeeb, 32),
  wide: hex(0xface, 32),
  rootless: hex(0xbad0, 32),
  failed: hex(0xfa11, 32),
  alone: hex(0xa1, 32),
  foreign: hex(0x1a6, 32),
} as const

const longWord = 'aVeryLongIdentifierWithoutAnySpaceInIt'.repeat(6)
/** Names of many scripts, directions and lengths. */
const names = [
  'GET /ürün/検索/поиск/🛒',
  'POST /חיפוש/مَرحَبًا',
  `GET /${longWord}`,
  'GET /a b <script>alert(1)</script>',
  "SELECT 'it''s' FROM \"order\" WHERE x = '\\'",
  '‮GET /reversed',
]

const span = (start: number, over: Partial<SeedSpan> & Pick<SeedSpan, 'traceId' | 'spanId'>): SeedSpan => ({
  parentId: '',
  service: 'odd',
  name: 'GET /odd',
  kind: 'Server',
  ns: toNs(start),
  durationNs: 50e6,
  error: false,
  attributes: { 'http.request.method': 'GET', 'http.route': '/odd', 'http.response.status_code': '200' },
  ...over,
})

const toDeep = (start: number): SeedSpan[] =>
  Array.from({ length: 300 }, (_, level) =>
    span(start + level, {
      traceId: oddTraces.deep,
      spanId: hex(0x1000 + level),
      parentId: level === 0 ? '' : hex(0x1000 + level - 1),
      name: `level ${level} of a recursion`,
      kind: level === 0 ? 'Server' : 'Internal',
      durationNs: (700 - 2 * level) * 1e6,
    }),
  )

/** Two hundred services with names of all kinds; the clocks of many are off by minutes. */
const toWide = (start: number): SeedSpan[] => [
  span(start, { traceId: oddTraces.wide, spanId: hex(0x2000), name: 'fan out', durationNs: 900e6 }),
  ...Array.from({ length: 200 }, (_, index) =>
    span(start + index * 4 + (index % 3 === 0 ? -120_000 : 0), {
      traceId: oddTraces.wide,
      spanId: hex(0x2001 + index),
      parentId: hex(0x2000),
      service: index % 20 === 0 ? `${longWord}-${index}` : `team-${index % 7}/service-${index}`,
      name: names[index % names.length] ?? '',
      error: index % 31 === 0,
    }),
  ),
]

const toSmall = (start: number): SeedSpan[] => [
  span(start, { traceId: oddTraces.rootless, spanId: hex(0x3001), parentId: hex(0x3000), name: 'first child' }),
  span(start + 20, { traceId: oddTraces.rootless, spanId: hex(0x3002), parentId: hex(0x3000), name: 'second child' }),
  ...Array.from({ length: 6 }, (_, index) =>
    span(start + index, {
      traceId: oddTraces.failed,
      spanId: hex(0x4000 + index),
      parentId: index === 0 ? '' : hex(0x4000),
      name: names[index] ?? '',
      error: true,
      durationNs: (60 - index * 8) * 1e6,
    }),
  ),
  span(start, { traceId: oddTraces.alone, spanId: hex(0x5000), name: 'alone', durationNs: 0 }),
  span(start, {
    traceId: oddTraces.foreign,
    spanId: hex(0x6000),
    name: names[1] ?? '',
    service: 'שירות-הזמנות',
    attributes: {
      [longWord]: longWord.repeat(8),
      'ключ с пробелом': 'значение',
      empty: '',
      emoji: '👩‍👩‍👧‍👦'.repeat(40),
    },
  }),
]

const toLogs = (start: number): SeedLog[] => {
  const line = (index: number, body: string): SeedLog => ({
    ns: toNs(start + index),
    traceId: oddTraces.foreign,
    spanId: hex(0x6000),
    service: index % 2 ? 'שירות-הזמנות' : longWord,
    level: index % 2 ? 17 : 9,
    text: '',
    body,
    attributes: { [longWord]: 'x', 'error.stack': 'at a\n at b' },
  })
  const bodies = [
    `a megabyte: ${'0123456789abcdef'.repeat(65_536)}`,
    'שלום עולם 123 abc مرحبا',
    'two\nlines\nand a \t tab',
    '\u001b[31mcoloured\u001b[0m by a terminal',
    '',
    '🛒'.repeat(500),
    '<img src=x onerror=alert(1)>',
  ]
  return bodies.map((body, index) => line(index, body))
}

/** Adds them all, so that they end a few minutes before `nowMs`. */
export const seedOddities = async (store: Store, nowMs: number): Promise<void> => {
  const start = nowMs - 3 * 60_000
  await insertSpans(store, [...toDeep(start), ...toWide(start), ...toSmall(start)])
  await insertLogs(store, toLogs(start))
}
