import type { Store } from '../../src/store/store.ts'
import { insertLogs, insertSpans, type SeedLog, type SeedSpan } from '../query/traces-logs-seed.ts'

/**
 * Trace of ten thousand spans: a batch job of a hundred steps with ninety-nine calls each, some failing, with log
 * lines.
 */
export const bigTraceId = 'b1600000000000000000000000010000'

/**
 * A small trace with everything odd: an orphan, a clock that runs behind, an exception, events, a link and log lines.
 */
export const oddTraceId = '0dd0dd0dd0dd0dd0dd0dd0dd0dd0dd00'

const hex = (value: number): string => value.toString(16).padStart(16, '0')

const msToNs = (ms: number): bigint => BigInt(Math.round(ms * 1000)) * 1000n

const base = { kind: 'Internal', error: false, attributes: {}, service: 'batch' } as const

const toBigTrace = (nowMs: number): SeedSpan[] => {
  const start = nowMs - 5 * 60_000
  const root: SeedSpan = {
    ...base,
    traceId: bigTraceId,
    spanId: hex(1),
    parentId: '',
    name: 'nightly import',
    ns: msToNs(start),
    durationNs: 60e9,
  }
  const steps = Array.from({ length: 100 }, (_, step): SeedSpan[] => {
    const at = start + step * 600
    const id = hex(1000 + step)
    const parent: SeedSpan = {
      ...root,
      spanId: id,
      parentId: root.spanId,
      name: `import file ${step}`,
      ns: msToNs(at),
      durationNs: 590e6,
    }
    const calls = Array.from(
      { length: step === 99 ? 98 : 99 },
      (_unused, call): SeedSpan => ({
        ...root,
        spanId: hex(100_000 + step * 100 + call),
        parentId: id,
        name: `INSERT row ${call}`,
        kind: 'Client',
        ns: msToNs(at + call * 5.9),
        durationNs: 5e6,
        error: call === 50 && step % 20 === 0,
        attributes: { 'db.query.text': `INSERT INTO rows VALUES (${step}, ${call})`, 'row.key': `key-${step}-${call}` },
      }),
    )
    return [parent, ...calls]
  })
  return [root, ...steps.flat()]
}

const toOddTrace = (nowMs: number): SeedSpan[] => {
  const ns = msToNs(nowMs - 4 * 60_000)
  const at = (ms: number): bigint => ns + msToNs(ms)
  const root: SeedSpan = {
    ...base,
    traceId: oddTraceId,
    spanId: hex(0xa1),
    parentId: '',
    service: 'shop',
    name: 'POST /checkout',
    kind: 'Server',
    ns,
    durationNs: 400e6,
    error: true,
    attributes: { 'http.route': '/checkout', 'http.response.status_code': '500', 'user.id': 'user-7' },
  }
  return [
    root,
    {
      ...root,
      spanId: hex(0xa2),
      parentId: root.spanId,
      name: 'load cart',
      kind: 'Internal',
      ns: at(20),
      durationNs: 60e6,
      error: false,
      attributes: { 'cart.size': '3' },
    },
    {
      ...root,
      spanId: hex(0xa3),
      parentId: root.spanId,
      name: 'POST /charge',
      kind: 'Client',
      ns: at(220),
      durationNs: 150e6,
      attributes: { 'url.full': 'http://payments/charge' },
      events: [{ ns: at(225), name: 'retry', attributes: { attempt: '2' } }],
    },
    {
      ...root,
      spanId: hex(0xa4),
      parentId: hex(0xa3),
      service: 'payments',
      name: 'POST /charge',
      ns: at(-700),
      durationNs: 100e6,
      events: [
        {
          ns: at(-650),
          name: 'exception',
          attributes: {
            'exception.type': 'CardDeclined',
            'exception.message': 'the bank said no',
            'exception.stacktrace':
              'CardDeclined: the bank said no\n    at charge (/app/payments/charge.js:42:11)\n    at handle (/app/payments/server.js:18:5)',
          },
        },
      ],
    },
    {
      ...root,
      spanId: hex(0xa5),
      parentId: hex(0xdead),
      name: 'send receipt',
      kind: 'Producer',
      ns: at(390),
      durationNs: 30e6,
      error: false,
      attributes: {},
    },
  ]
}

const toOddLogs = (nowMs: number): SeedLog[] => {
  const ns = msToNs(nowMs - 4 * 60_000)
  const line = (ms: number, span: number, level: number, body: string): SeedLog => ({
    ns: ns + msToNs(ms),
    traceId: oddTraceId,
    spanId: hex(span),
    service: 'shop',
    level,
    text: level === 17 ? 'ERROR' : 'INFO',
    body,
    attributes: { 'order.id': '1042' },
  })
  return [line(25, 0xa2, 9, 'cart has three things in it'), line(380, 0xa1, 17, 'checkout failed: the bank said no')]
}

/** Adds both traces, so that they end a few minutes before `nowMs`. */
export const seedBigTraces = async (store: Store, nowMs: number): Promise<void> => {
  await insertSpans(store, [...toBigTrace(nowMs), ...toOddTrace(nowMs)])
  await insertLogs(store, toOddLogs(nowMs))
}
