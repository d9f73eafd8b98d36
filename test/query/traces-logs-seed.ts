import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Static, TObject, TSchema } from 'typebox'
import { parseParams } from '../../src/api/validate.ts'
import type { Question } from '../../src/query/question.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { Store } from '../../src/store/store.ts'
import { keepForEver } from '../store/keep-for-ever.ts'
import { createContext } from './context.ts'

/** A span as the tests compute with it. */
export type SeedSpan = {
  readonly traceId: string
  readonly spanId: string
  readonly parentId: string
  readonly service: string
  readonly name: string
  readonly kind: string
  readonly ns: bigint
  readonly durationNs: number
  readonly error: boolean
  readonly attributes: Readonly<Record<string, string>>
  readonly traceState?: string
  readonly resource?: Readonly<Record<string, string>>
  readonly events?: readonly { ns: bigint; name: string; attributes: Record<string, string> }[]
}

export type SeedLog = {
  readonly ns: bigint
  readonly traceId: string
  readonly spanId: string
  readonly service: string
  readonly level: number
  readonly text: string
  readonly body: string
  readonly attributes: Readonly<Record<string, string>>
}

/** Half past ten on a day in the past hour range of nothing else: tests never depend on the clock. */
export const seedStartMs: number = Date.UTC(2026, 5, 10, 10, 30)

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')

/** A small generator of numbers that is the same on every run. */
export const createRandom = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

const services = ['shop', 'cart', 'billing']

/**
 * Traces of a shop: a server span, two to six spans below it, some of them in another service, every ninth trace
 * failing.
 */
export const toSeedSpans = (traces: number, random = createRandom(7)): SeedSpan[] =>
  Array.from({ length: traces }, (_, index) => {
    const traceId = hex(index + 1, 32)
    const start = BigInt(seedStartMs) * 1_000_000n + BigInt(Math.floor((index * 3_600_000) / traces)) * 1_000_000n
    const service = services[index % 3] as string
    const failed = index % 9 === 0
    const rootDuration = Math.floor(2e6 + random() * 400e6)
    const route = `/orders/${index % 4 === 0 ? ':id' : 'list'}`
    const root: SeedSpan = {
      traceId,
      spanId: hex(index * 16 + 1, 16),
      parentId: '',
      service,
      name: `GET ${route}`,
      kind: 'Server',
      ns: start,
      durationNs: rootDuration,
      error: failed,
      attributes: {
        'http.route': route,
        'http.response.status_code': failed ? '500' : '200',
        'user.id': `u${index % 20}`,
        'request.id': `r${index}`,
      },
    }
    const children = Array.from({ length: 2 + (index % 5) }, (_unused, child): SeedSpan => {
      const offset = BigInt(Math.floor(random() * rootDuration * 0.5))
      return {
        traceId,
        spanId: hex(index * 16 + 2 + child, 16),
        parentId: root.spanId,
        service: child === 1 ? (services[(index + 1) % 3] as string) : service,
        name: child === 0 ? 'SELECT orders' : `step ${child}`,
        kind: child === 0 ? 'Client' : 'Internal',
        ns: start + offset,
        durationNs: Math.floor(rootDuration * 0.3),
        error: failed && child === 0,
        attributes:
          child === 0
            ? { 'db.query.text': `SELECT * FROM orders WHERE id = ${index}`, 'db.system.name': 'postgresql' }
            : {},
        ...(failed &&
          child === 0 && {
            events: [
              {
                ns: start + offset + 1000n,
                name: 'exception',
                attributes: {
                  'exception.type': 'TimeoutError',
                  'exception.message': `no answer from replica ${index}`,
                },
              },
            ],
          }),
      }
    })
    return [root, ...children]
  }).flat()

const bodies = [
  'Order placed for user',
  'payment declined by bank',
  'cache miss on key',
  'retrying the job at http://queue:5672/',
]

/** Log lines, several of them in the same millisecond, two of three inside a trace. */
export const toSeedLogs = (lines: number, spans: readonly SeedSpan[]): SeedLog[] =>
  Array.from({ length: lines }, (_, index) => {
    const span = index % 3 === 2 ? undefined : spans[(index * 7) % spans.length]
    const level = [9, 9, 9, 5, 13, 17, 0][index % 7] as number
    return {
      ns: BigInt(seedStartMs + Math.floor(index / 4) * 1000) * 1_000_000n,
      traceId: span?.traceId ?? '',
      spanId: span?.spanId ?? '',
      service: services[index % 3] as string,
      level,
      text:
        level === 0
          ? (['WARNING', ''][Math.floor(index / 7) % 2] as string)
          : ({ 5: 'debug', 9: 'info', 13: 'warn', 17: 'ERROR' }[level] ?? ''),
      body: `${bodies[index % 4]} ${index} in ${index % 100} ms`,
      attributes: {
        'user.id': `u${index % 20}`,
        'order.total': String((index * 37) % 500),
        ...(index % 5 === 0 && { 'retry.count': '3' }),
      },
    }
  })

const toSpanRow = (span: SeedSpan): string =>
  JSON.stringify({
    Timestamp: String(span.ns),
    TraceId: span.traceId,
    SpanId: span.spanId,
    ParentSpanId: span.parentId,
    TraceState: span.traceState ?? '',
    SpanName: span.name,
    SpanKind: span.kind,
    ServiceName: span.service,
    ResourceAttributes: { 'service.name': span.service, 'host.name': 'seed', ...span.resource },
    SpanAttributes: span.attributes,
    Duration: span.durationNs,
    StatusCode: span.error ? 'Error' : 'Unset',
    StatusMessage: span.error ? 'it broke' : '',
    'Events.Timestamp': (span.events ?? []).map(({ ns }) => String(ns)),
    'Events.Name': (span.events ?? []).map(({ name }) => name),
    'Events.Attributes': (span.events ?? []).map(({ attributes }) => attributes),
  })

const toLogRow = (log: SeedLog): string =>
  JSON.stringify({
    Timestamp: String(log.ns),
    TraceId: log.traceId,
    SpanId: log.spanId,
    SeverityText: log.text,
    SeverityNumber: log.level,
    ServiceName: log.service,
    Body: log.body,
    ResourceAttributes: { 'service.name': log.service, 'host.name': 'seed' },
    LogAttributes: log.attributes,
  })

/** `DateTime64(9)` takes a whole number as its ticks only as `seconds.fraction`. */
const withDot = (row: string): string => row.replace(/"(\d{10})(\d{9})"/g, '"$1.$2"')

/** Puts spans into the store as the writer would. */
export const insertSpans = async (store: Store, spans: readonly SeedSpan[]): Promise<void> => {
  await store.command(`INSERT INTO otel_traces FORMAT JSONEachRow ${spans.map(toSpanRow).map(withDot).join('\n')}`)
}

export const insertLogs = async (store: Store, logs: readonly SeedLog[]): Promise<void> => {
  await store.command(`INSERT INTO otel_logs FORMAT JSONEachRow ${logs.map(toLogRow).map(withDot).join('\n')}`)
}

export type SeedStore = { readonly store: Store; close(): Promise<void> }

/** An empty store in a folder of its own. */
export const openSeedStore = async (): Promise<SeedStore> => {
  const path = mkdtempSync(join(tmpdir(), 'plainsight-query-'))
  const store = await openStore({ path })
  await keepForEver(store)
  return {
    store,
    close: async () => {
      await store.close()
      rmSync(path, { recursive: true, force: true })
    },
  }
}

/** So long that no answer is cut short because the machine is busy. */
const timeoutMs = 3_000_000

/** Asks as the API does: parameters as text, checked and turned by the schema. */
export const askQuestion = async <P extends TObject, A extends TSchema>(
  store: Store,
  asked: Question<P, A>,
  params: Readonly<Record<string, string | number>>,
): Promise<Static<A>> => {
  const texts = Object.fromEntries(Object.entries(params).map(([key, value]) => [key, String(value)]))
  return await asked.run(createContext(store, timeoutMs), parseParams(asked.params, texts) as Static<P>)
}
