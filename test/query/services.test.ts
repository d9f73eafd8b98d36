import { afterAll, beforeAll, expect, test } from 'vitest'
import { services } from '../../src/query/services.ts'
import { askQuestion, openSeedStore, type SeedStore, seedStartMs } from './traces-logs-seed.ts'

const day = 86_400_000
const range = { from: seedStartMs - 7 * day, to: seedStartMs }
let seed: SeedStore

const at = (ms: number, digits: 0 | 3): string =>
  digits === 0 ? `toDateTime(${Math.floor(ms / 1000)})` : `fromUnixTimestamp64Milli(${ms})`

const metric = (table: string, service: string, ms: number): string =>
  `INSERT INTO otel_metrics_${table} (ServiceName, MetricName, TimeUnix) VALUES ('${service}', 'm', ${at(ms, 0)})`

const log = (service: string, ms: number): string =>
  `INSERT INTO otel_logs (Timestamp, ServiceName, Body) VALUES (${at(ms, 3)}, '${service}', 'x')`

const span = (service: string, ms: number, kind: string, parent = 'aa'): string =>
  `INSERT INTO otel_traces (Timestamp, TraceId, SpanId, ParentSpanId, ServiceName, SpanName, SpanKind)
    VALUES (${at(ms, 3)}, '1', '2', '${parent}', '${service}', 'x', '${kind}')`

beforeAll(async () => {
  seed = await openSeedStore()
  const [early, late] = [seedStartMs - 7 * day + 1000, seedStartMs - 1000]
  const kinds = ['gauge', 'sum', 'histogram', 'exponential_histogram', 'summary']
  const statements = [
    ...kinds.map((kind) => metric(kind, `only ${kind}`, early)),
    log('only a line, long ago', early),
    log('only a line, just now', late),
    span('only a call, long ago', early, 'Client'),
    span('only a step, just now', late, 'Internal'),
    span('serves', late, 'Server', ''),
    span('serves more', early, 'Server', ''),
    span('serves more', late, 'Server', ''),
    log('serves', late),
    log('', late),
    // Neither of these is in the range.
    log('too early', range.from - 1000),
    span('too late', range.to, 'Server', ''),
    metric('sum', 'much too late', range.to + day),
  ]
  for (const statement of statements) await seed.store.command(statement)
})
afterAll(() => seed.close())

test('every service that sent anything in the range is listed, the busiest first', async () => {
  const { services: found } = await askQuestion(seed.store, services, range)
  expect(found).toEqual([
    { name: 'serves more', requests: 2 },
    { name: 'serves', requests: 1 },
    ...[
      'only a call, long ago',
      'only a line, just now',
      'only a line, long ago',
      'only a step, just now',
      'only exponential_histogram',
      'only gauge',
      'only histogram',
      'only sum',
      'only summary',
    ].map((name) => ({ name, requests: 0 })),
  ])
})

test('nobody is listed for a range in which nobody sent', async () => {
  const { services: found } = await askQuestion(seed.store, services, { from: 1000, to: 2000 })
  expect(found).toEqual([])
})
