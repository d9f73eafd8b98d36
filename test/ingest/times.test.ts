import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Signal } from '../../src/model.ts'
import type { JournaledTable } from '../../src/tables.ts'
import { type Door, type DoorStore, openDoor, openDoorStore } from './door.ts'

let shared: DoorStore
let door: Door
const retention = { retentionTracesDays: 30, retentionLogsDays: 7, retentionMetricsDays: 30 }
beforeAll(async () => {
  shared = await openDoorStore()
  door = openDoor(shared, retention)
})
beforeEach(() => door.empty())
afterAll(async () => {
  await door?.close()
  await shared?.close()
})

type Kind = readonly [
  name: string,
  signal: Signal,
  table: JournaledTable,
  column: string,
  toRequest: (time: string | undefined) => object,
]

const toMetrics =
  (data: string, more: object = {}) =>
  (timeUnixNano: string | undefined): object => ({
    resourceMetrics: [
      { scopeMetrics: [{ metrics: [{ name: 'm', [data]: { dataPoints: [{ timeUnixNano, ...more }] } }] }] },
    ],
  })

/** Whatever has a time, with that time. */
const kinds: readonly Kind[] = [
  [
    'span',
    'traces',
    'otel_traces',
    'Timestamp',
    (startTimeUnixNano) => ({ resourceSpans: [{ scopeSpans: [{ spans: [{ name: 's', startTimeUnixNano }] }] }] }),
  ],
  [
    'log record',
    'logs',
    'otel_logs',
    'Timestamp',
    (timeUnixNano) => ({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano }] }] }] }),
  ],
  [
    'log record by the time when it was seen',
    'logs',
    'otel_logs',
    'Timestamp',
    (observedTimeUnixNano) => ({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ observedTimeUnixNano }] }] }] }),
  ],
  ['point of a gauge', 'metrics', 'otel_metrics_gauge', 'TimeUnix', toMetrics('gauge', { asInt: '1' })],
  ['point of a sum', 'metrics', 'otel_metrics_sum', 'TimeUnix', toMetrics('sum', { asInt: '1' })],
  ['point of a histogram', 'metrics', 'otel_metrics_histogram', 'TimeUnix', toMetrics('histogram', { count: '1' })],
  [
    'point of an exponential histogram',
    'metrics',
    'otel_metrics_exponential_histogram',
    'TimeUnix',
    toMetrics('exponentialHistogram', { count: '1' }),
  ],
  ['point of a summary', 'metrics', 'otel_metrics_summary', 'TimeUnix', toMetrics('summary', { count: '1' })],
]

const minutes = 60_000
const days = 24 * 60 * minutes
const post = async (signal: Signal, request: object) => {
  const answer = await door.post(`/v1/${signal}`, JSON.stringify(request), { 'content-type': 'application/json' })
  expect(answer.status).toBe(200)
  const { partialSuccess } = JSON.parse(answer.body.toString()) as { partialSuccess?: Record<string, string> }
  return partialSuccess
}
const msOf = async (table: JournaledTable, column: string): Promise<number[]> => {
  const sql = `SELECT toString(toUnixTimestamp(${column})) AS s FROM ${table} ORDER BY ${column}`
  return (await door.store.query<{ s: string }>(sql)).rows.map(({ s }) => Number(s) * 1000)
}

describe.each(kinds)('the time of a %s', (_name, signal, table, column, toRequest) => {
  const rejected = { traces: 'rejectedSpans', logs: 'rejectedLogRecords', metrics: 'rejectedDataPoints' }[signal]

  it.each([
    ['now', 0],
    ['a few days ago', -6 * days],
    ['half an hour ahead', 30 * minutes],
  ])('%s is stored', async (_when, ms) => {
    const time = Date.now() + ms
    expect(await post(signal, toRequest(`${time}000000`))).toBeUndefined()
    expect(await msOf(table, column)).toEqual([Math.floor(time / 1000) * 1000])
  })

  it.each([
    ['zero', '0'],
    ['missing', undefined],
  ])('%s becomes that of receipt', async (_what, time) => {
    const before = Math.floor(Date.now() / 1000) * 1000
    expect(await post(signal, toRequest(time))).toBeUndefined()
    const [stored] = await msOf(table, column)
    expect(stored).toBeGreaterThanOrEqual(before)
    expect(stored).toBeLessThanOrEqual(Date.now())
  })

  const now = Date.now()
  it.each([
    [
      'before the retention',
      `${now - 31 * days}000000`,
      'time_outside',
      /outside of what is kept, 20\d\d-.*Z to 20\d\d-.*Z$/,
    ],
    ['two hours ahead', `${now + 120 * minutes}000000`, 'time_outside', /outside of what is kept/],
    ['at the end of all times', '18446744073709551615', 'time_outside', /outside of what is kept/],
    ['of 1970', '1', 'time_outside', /outside of what is kept/],
    ['in seconds', `${Math.floor(now / 1000)}`, 'time_unit', /in seconds, where nanoseconds are due/],
    ['in milliseconds', `${now}`, 'time_unit', /in milliseconds, where nanoseconds are due/],
    ['in microseconds', `${now}000`, 'time_unit', /in microseconds, where nanoseconds are due/],
  ] as const)('%s is refused, with its reason and counted', async (_what, time, reason, message) => {
    const before = door.counters.refused[signal][reason]
    const accepted = door.counters.accepted[signal]
    const partial = await post(signal, toRequest(time))
    expect(partial).toEqual({ [rejected]: '1', errorMessage: expect.stringMatching(message) })
    expect(await msOf(table, column)).toEqual([])
    expect(door.counters.refused[signal][reason] - before).toBe(1)
    expect(door.counters.accepted[signal]).toBe(accepted)
  })
})

describe('the time of a span', () => {
  const toSpan = (span: object): object => ({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })

  it('that has no start is that of its end', async () => {
    const end = Date.now() - 5 * minutes
    await post('traces', toSpan({ endTimeUnixNano: `${end}000000` }))
    expect(await msOf('otel_traces', 'Timestamp')).toEqual([Math.floor(end / 1000) * 1000])
    expect(await door.rows('otel_traces')).toMatchObject([{ Duration: '0' }])
  })

  it('is that of events that have none', async () => {
    const ns = `${Date.now()}000000`
    await post('traces', toSpan({ startTimeUnixNano: ns, events: [{ name: 'a' }, { name: 'b', timeUnixNano: '0' }] }))
    const [row] = await door.rows('otel_traces')
    expect(row?.['Events.Timestamp']).toEqual([row?.Timestamp, row?.Timestamp])
  })
})

describe('a request with good and bad times', () => {
  const toLogs = (...times: string[]): object => ({
    resourceLogs: [{ scopeLogs: [{ logRecords: times.map((timeUnixNano) => ({ timeUnixNano })) }] }],
  })

  it('keeps the good ones and names each reason with its count', async () => {
    const ms = Date.now()
    const partial = await post('logs', toLogs(`${ms}000000`, `${ms}`, `${ms}`, `${ms - 100 * days}000000`))
    expect(partial?.rejectedLogRecords).toBe('3')
    expect(partial?.errorMessage).toMatch(
      /^2 of them: times are in milliseconds, where nanoseconds are due; 1 of them: times lie outside of what is kept/,
    )
    expect(await msOf('otel_logs', 'Timestamp')).toHaveLength(1)
  })

  it('makes a block for each day', async () => {
    const own = openDoor(shared, retention)
    const ms = Date.now()
    const times = Array.from({ length: 14 }, (_, i) => `${ms - (i % 7) * days + minutes}000000`)
    const answer = await own.post('/v1/logs', JSON.stringify(toLogs(...times)), { 'content-type': 'application/json' })
    expect(answer.body.toString()).toBe('{}')
    expect(own.counters.accepted.logs).toBe(14)
    const { rows } = await own.store.query<{ n: number }>(
      'SELECT toInt32(count()) AS n FROM otel_logs GROUP BY toDate(Timestamp) ORDER BY 1',
    )
    expect(rows.map(({ n }) => n)).toEqual([2, 2, 2, 2, 2, 2, 2])
    await own.empty()
    await own.close()
  })

  it('is taken whole where nothing is ever removed, but for times in another unit', async () => {
    const own = openDoor(shared)
    const ms = Date.now()
    const request = toLogs(`${ms - 4000 * days}000000`, `${ms}`)
    const answer = await own.post('/v1/logs', JSON.stringify(request), { 'content-type': 'application/json' })
    expect(JSON.parse(answer.body.toString())).toEqual({
      partialSuccess: { rejectedLogRecords: '1', errorMessage: 'times are in milliseconds, where nanoseconds are due' },
    })
    await own.empty()
    await own.close()
  })
})
