import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dataStart } from '../../src/query/data-start.ts'
import { runtimeSeries } from '../../src/query/metrics/runtime-series.ts'
import { requestExemplars } from '../../src/query/requests/request-exemplars.ts'
import { requestSeries } from '../../src/query/requests/request-series.ts'
import { requestTable } from '../../src/query/requests/request-table.ts'
import { services } from '../../src/query/services.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { Store } from '../../src/store/store.ts'
import { seedShop } from '../page/seed.ts'
import { keepForEver } from '../store/keep-for-ever.ts'
import { createContext } from './context.ts'

const now = Date.UTC(2026, 10, 20, 12, 0, 0)
const hour = { from: now - 3_600_000, to: now }

describe('what the Requests view asks', () => {
  let folder: string
  let store: Store
  const context = () => createContext(store)
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plainsight-requests-'))
    store = await openStore({ path: join(folder, 'clickhouse') })
    await keepForEver(store)
    await seedShop(store, { now, minutes: 120, traces: 4000 })
  })
  afterAll(async () => {
    await store?.close()
    await rm(folder, { recursive: true, force: true })
  })

  const raw = async (condition: string): Promise<{ count: number; errors: number; p95: number }> => {
    const { rows } = await store.query<{ count: number; errors: number; p95: number }>(`
      SELECT toFloat64(count()) AS count, toFloat64(countIf(StatusCode = 'Error' OR SpanAttributes['http.response.status_code'] = '500')) AS errors,
        quantileExact(0.95)(Duration / 1e6) AS p95
      FROM otel_traces
      WHERE SpanKind = 'Server' AND Timestamp >= fromUnixTimestamp64Milli(${hour.from}) AND Timestamp < fromUnixTimestamp64Milli(${hour.to}) AND ${condition}`)
    const [row] = rows
    if (!row) throw new Error('no spans')
    return row
  }

  test('an exemplar of each step is its slowest request within the bounds, with its trace', async () => {
    const filter = { ...hour, service: 'shop', route: '/orders' }
    const step = 300
    const bounds = { minMs: 100, maxMs: 900 }
    const { exemplars, complete } = await requestExemplars.run(context(), { ...filter, step, ...bounds })
    const { rows } = await store.query<{ t: number; durationMs: number; traceId: string }>(`
      SELECT toUInt32(toStartOfInterval(toDateTime(Timestamp), INTERVAL ${step} SECOND, 'UTC')) AS t, max(Duration / 1e6) AS durationMs,
        argMax(TraceId, Duration) AS traceId
      FROM otel_traces
      WHERE SpanKind = 'Server' AND ServiceName = 'shop' AND SpanAttributes['http.route'] = '/orders'
        AND Timestamp >= fromUnixTimestamp64Milli(${hour.from}) AND Timestamp < fromUnixTimestamp64Milli(${hour.to})
        AND Duration BETWEEN ${bounds.minMs}e6 AND ${bounds.maxMs}e6
      GROUP BY t ORDER BY t DESC`)
    expect(complete).toBe(true)
    expect(rows.length).toBeGreaterThan(8)
    const found = exemplars.map(({ t, durationMs, traceId }) => ({ t, durationMs, traceId }))
    expect(found.toSorted((a, b) => b.t - a.t)).toEqual(rows)
  })

  const filters = [
    { name: 'everything', filter: {}, condition: '1' },
    { name: 'one service', filter: { service: 'shop' }, condition: "ServiceName = 'shop'" },
    {
      name: 'one route',
      filter: { service: 'shop', route: '/orders', method: 'POST' },
      condition: "ServiceName = 'shop' AND SpanAttributes['http.route'] = '/orders'",
    },
    { name: 'requests without a route', filter: { route: '-' }, condition: "SpanAttributes['http.route'] = ''" },
  ]
  for (const { name, filter, condition } of filters) {
    test(`counts and failures of ${name} are those of the spans, the p95 is near`, async () => {
      const { totals, count, t, step } = await requestSeries.run(context(), { ...hour, ...filter })
      const expected = await raw(condition)
      expect([totals.count, totals.errors]).toEqual([expected.count, expected.errors])
      expect(count.reduce<number>((sum, each) => sum + (each ?? 0), 0)).toBe(expected.count)
      expect(Math.abs((totals.p95 ?? 0) - expected.p95) / expected.p95).toBeLessThan(0.1)
      expect([step, t.length, t[0]]).toEqual([60, 60, hour.from / 1000])
    })
  }

  test('a short range is counted span by span, in steps of seconds, and adds up to the same', async () => {
    const minutes = { from: now - 600_000, to: now, service: 'shop' }
    const fine = await requestSeries.run(context(), minutes)
    expect([fine.step, fine.t.length, fine.seconds[0]]).toEqual([5, 120, 5])
    const sumOf = (values: readonly (number | null)[]): number =>
      values.reduce<number>((sum, each) => sum + (each ?? 0), 0)
    for (const [index, from] of Array.from({ length: 10 }, (_, minute) => minutes.from + minute * 60_000).entries()) {
      // A range too long for single spans: its last minute comes from the rollup.
      const { count, errors, totals } = await requestSeries.run(context(), {
        ...minutes,
        from: from - 1_800_000,
        to: from + 60_000,
      })
      const own = (values: readonly (number | null)[]) => sumOf(values.slice(index * 12, index * 12 + 12))
      expect([own(fine.count), own(fine.errors)]).toEqual([count.at(-1) ?? 0, errors.at(-1) ?? 0])
      expect(sumOf(count)).toBe(totals.count)
    }
    expect([sumOf(fine.count), sumOf(fine.errors)]).toEqual([fine.totals.count, fine.totals.errors])
  })

  test.each([
    ['minutes', 3_600_000],
    ['seconds', 1_200_000],
  ])('time before the first request is in no rate, in steps of %s', async (_name, width) => {
    const { rows } = await store.query<{ first: number }>(
      'SELECT toFloat64(toUnixTimestamp64Milli(min(Timestamp))) AS first FROM entry_spans',
    )
    const first = rows[0]?.first ?? 0
    const half = { from: first - width / 2, to: Math.floor((first + width / 2) / 60_000) * 60_000 }
    const counted = (half.to - first) / 1000
    const { seconds, count, t, step, end } = await requestSeries.run(context(), half)
    const uncounted = t.filter((start) => (start + step) * 1000 <= first).length
    expect(uncounted).toBeGreaterThan(20)
    expect(seconds.slice(0, uncounted + 1).map((each) => each > 0)).toEqual([...Array(uncounted).fill(false), true])
    expect(count.slice(0, uncounted).every((each) => each === null)).toBe(true)
    const covered = seconds.reduce((sum, each) => sum + each, 0)
    expect(Math.abs(covered - counted)).toBeLessThan(2)
    expect(end).toBe(half.to / 1000)
    const table = await requestTable.run(context(), { ...half, by: 'service' })
    expect(table.seconds).toBeCloseTo(counted)
  })

  test('a range of the past that ends within a minute divides the minute by all of its seconds', async () => {
    const ending = { from: now - 3_600_000, to: now - 50_000 }
    const { seconds, step } = await requestSeries.run(context(), ending)
    expect([step, seconds.at(-1)]).toEqual([60, 60])
    expect((await requestTable.run(context(), { ...ending, by: 'service' })).seconds).toBe(3600)
  })

  test('a route is found by its words, in any case, and keeps its share of the impact', async () => {
    const all = await requestTable.run(context(), { ...hour, by: 'route' })
    const { lines, total } = await requestTable.run(context(), { ...hour, by: 'route', find: 'POST  /Orders' })
    expect(lines).toEqual(all.lines.filter(({ method, route }) => method === 'POST' && route === '/orders'))
    expect([lines.length, total]).toEqual([1, 1])
    expect((await requestTable.run(context(), { ...hour, by: 'service', find: 'nothing' })).lines).toEqual([])
  })

  test.each(filters)(
    '$name of a short range: totals and routes by span are those of the rollup',
    async ({ filter }) => {
      const short = { from: now - 1_800_000, to: now, ...filter }
      // A minute longer is too long for single spans; that minute is taken off again.
      const before = await requestSeries.run(context(), { ...short, from: short.from - 60_000, to: short.from })
      const rollup = await requestSeries.run(context(), { ...short, from: short.from - 60_000 })
      const { totals, step } = await requestSeries.run(context(), short)
      expect([step, rollup.step]).toEqual([15, 60])
      expect(totals.count).toBe(rollup.totals.count - before.totals.count)
      expect(totals.errors).toBe(rollup.totals.errors - before.totals.errors)
      expect(totals.totalMs).toBeCloseTo(rollup.totals.totalMs - before.totals.totalMs, 3)
      const { lines, seconds } = await requestTable.run(context(), { ...short, by: 'route' })
      expect(lines.reduce((sum, { count }) => sum + count, 0)).toBe(totals.count)
      expect(seconds).toBe(1800)
    },
  )

  test('routes come by impact: time spent waiting, a failure counting ten times', async () => {
    const { lines, total } = await requestTable.run(context(), { ...hour, by: 'route' })
    expect(lines[0]).toMatchObject({ service: 'shop', method: 'POST', route: '/orders' })
    expect(lines.map(({ impact }) => impact)).toEqual(lines.map(({ impact }) => impact).toSorted((a, b) => b - a))
    expect(lines.reduce((sum, { impact }) => sum + impact, 0)).toBeCloseTo(1)
    expect(total).toBe(lines.length)
    for (const { count, spark } of lines)
      expect(spark.count.reduce<number>((sum, each) => sum + (each ?? 0), 0)).toBe(count)
  })

  test('the data begin with the oldest record of all signals', async () => {
    const { ms } = await dataStart.run(context(), {})
    const [earliest] = (
      await store.query<{ ms: number }>(`SELECT toFloat64(toUnixTimestamp64Milli(min(first))) AS ms FROM (
        SELECT min(Timestamp) AS first FROM otel_traces UNION ALL SELECT min(Timestamp) FROM otel_logs
        UNION ALL SELECT toDateTime64(min(TimeUnix), 9) FROM otel_metrics_gauge)`)
    ).rows
    expect(ms).toBe(earliest?.ms)
    expect(ms).toBeLessThanOrEqual(now - 119 * 60_000)
  })

  test('services add up their routes', async () => {
    const byService = await requestTable.run(context(), { ...hour, by: 'service' })
    const byRoute = await requestTable.run(context(), { ...hour, by: 'route' })
    for (const { service, count } of byService.lines) {
      const routes = byRoute.lines.filter((line) => line.service === service)
      expect(routes.reduce((sum, line) => sum + line.count, 0)).toBe(count)
    }
  })

  test('a short range begins and ends where it says, to the millisecond', async () => {
    const [from, to] = [now - 703_400, now - 100_250]
    const { totals, seconds, step } = await requestSeries.run(context(), { from, to })
    const { rows } = await store.query<{ count: number }>(
      `SELECT toFloat64(count()) AS count FROM otel_traces WHERE SpanKind = 'Server'
        AND Timestamp >= fromUnixTimestamp64Milli(${from}) AND Timestamp < fromUnixTimestamp64Milli(${to})`,
    )
    expect([totals.count, step]).toEqual([rows[0]?.count, 10])
    expect(seconds.reduce((sum, each) => sum + each, 0)).toBeCloseTo(603.15)
  })

  test('a range that ends now divides its last minute by the seconds that have passed', async () => {
    const to = Date.now()
    const { seconds, t } = await requestSeries.run(context(), { from: to - 3_600_000, to })
    const passed = to / 1000 - (t.at(-1) ?? 0)
    expect(seconds.at(0)).toBe(60)
    expect(seconds.at(-1)).toBeGreaterThanOrEqual(passed)
    expect(seconds.at(-1)).toBeLessThan(passed + 15)
  })

  test('a long range has at most 121 points', async () => {
    const { t, step } = await requestSeries.run(context(), { from: now - 30 * 86_400_000, to: now })
    expect(step).toBe(21_600)
    expect(t.length).toBeLessThanOrEqual(121)
  })

  test('services are known by their requests, the busiest first', async () => {
    const answer = await services.run(context(), hour)
    const counts = answer.services.map(({ requests }) => requests)
    expect(answer.services.map(({ name }) => name).toSorted()).toEqual(['accounts', 'payments', 'shop'])
    expect(counts).toEqual(counts.toSorted((a, b) => b - a))
    expect(answer.services[0]?.requests).toBe((await raw("ServiceName = 'shop'")).count)
  })

  test('the runtime of a service: heap spaces and CPU states are added, counters are rates', async () => {
    const answer = await runtimeSeries.run(context(), { ...hour, service: 'shop' })
    const last = (values: readonly (number | null)[]): number =>
      values.findLast((value) => value !== null) ?? Number.NaN
    expect(last(answer.heap)).toBeGreaterThan(6.3e7)
    expect(last(answer.delay)).toBeGreaterThan(0.014)
    expect(last(answer.utilization)).toBeLessThanOrEqual(0.5)
    expect(last(answer.cpu)).toBeGreaterThan(0.14)
    expect(last(answer.gc)).toBeGreaterThan(0)
    expect(last(answer.gc)).toBeLessThan(0.01)
  })

  test('a stream is as quick as its first byte, however long its client stays', async () => {
    const at = `fromUnixTimestamp64Milli(${now - 60_000})`
    const stream = "'http.request.method', 'GET', 'http.route', '/events', 'plainsight.stream', 'sse'"
    await store.command(`
      INSERT INTO otel_traces (Timestamp, TraceId, SpanId, SpanName, SpanKind, ServiceName, SpanAttributes, Duration)
      SELECT ${at}, lower(hex(number + 1)), lower(hex(number + 1)), 'GET /events', 'Server', 'ticker',
        map(${stream}, 'plainsight.time_to_first_byte', '0.02'), 3600000000000
      FROM numbers(10)`)
    for (const from of [now - 120_000, hour.from]) {
      const { totals } = await requestSeries.run(context(), { from, to: now, service: 'ticker' })
      expect(totals).toMatchObject({ count: 10, errors: 0 })
      expect(totals.p95).toBeCloseTo(20)
      expect(totals.totalMs).toBeCloseTo(200)
    }
  })

  test('an empty range has no requests and no lines', async () => {
    const quiet = { from: now + 86_400_000, to: now + 90_000_000 }
    expect((await requestSeries.run(context(), quiet)).totals).toMatchObject({ count: 0, errors: 0, p95: null })
    expect(await requestTable.run(context(), { ...quiet, by: 'route' })).toMatchObject({ lines: [], total: 0 })
  })
})
