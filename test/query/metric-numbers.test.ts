import { beforeAll, describe, expect, test } from 'vitest'
import { metricSeries } from '../../src/query/metrics/metric-series.ts'
import type { MetricKind } from '../../src/tables.ts'
import { createContext } from './context.ts'
import { type Point, useMetricStore } from './metric-points.ts'

const noon = Date.UTC(2026, 10, 20, 12) / 1000
const hour = 3600

type Asked = { readonly kind: MetricKind; readonly from?: number; readonly to?: number } & Readonly<
  Record<string, unknown>
>

/** Every `every` seconds from `from` (outside) to `to` (inside). */
const every = (seconds: number, from: number, to: number): number[] =>
  Array.from({ length: Math.floor((to - from) / seconds) }, (_, index) => from + (index + 1) * seconds)

/** The start of the process that runs at a time, when it restarts every seven minutes. */
const startAt = (t: number): number => noon + Math.floor((t - 1 - noon) / 420) * 420

const numbers = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null)
const sum = (values: readonly (number | null)[]): number => numbers(values).reduce((all, value) => all + value, 0)

describe('numbers of metrics', () => {
  const metrics = useMetricStore()
  const ask = (metric: string, { from = noon, to = noon + hour, ...rest }: Asked) =>
    metricSeries.run(createContext(metrics().store), { metric, from: from * 1000, to: to * 1000, ...rest })
  const line = async (metric: string, asked: Asked): Promise<(number | null)[]> => {
    const { series } = await ask(metric, asked)
    expect(series).toHaveLength(1)
    return series[0]?.values ?? []
  }

  describe('a process that restarts every seven minutes', () => {
    const minutes = every(60, noon, noon + hour)
    beforeAll(async () => {
      const counted = minutes.map((t): Point => ({ start: startAt(t), t, Value: 10 * (t - startAt(t)) }))
      await metrics().insert('sum', [[{ name: 'restarting' }, counted]])
      // The first minute of each life takes 660 ms a request, the others 60.
      const timed = minutes.map((t): Point => {
        const seconds = t - startAt(t)
        const slow = Math.min(60, seconds) * 10
        const quick = seconds * 10 - slow
        return {
          ...{ start: startAt(t), t, Count: slow + quick, Sum: slow * 0.66 + quick * 0.06 },
          ...{ BucketCounts: [0, quick, slow, 0], ExplicitBounds: [0.05, 0.1, 1] },
        }
      })
      await metrics().insert('histogram', [[{ name: 'restarting.duration', unit: 's' }, timed]])
    })

    const ranges = [
      ['one hour', noon, noon + hour],
      ['six hours', noon - 3 * hour, noon + 3 * hour],
      ['a day', noon - 12 * hour, noon + 12 * hour],
      ['a week', noon - 100 * hour, noon + 68 * hour],
      ['minutes that no step divides', noon - 1234, noon + hour + 777],
    ] as const
    for (const [name, from, to] of ranges) {
      test(`its counter has grown by 36,000 over ${name}`, async () => {
        expect(sum(await line('restarting', { kind: 'sum', from, to, aggregation: 'increase' }))).toBeCloseTo(36_000, 3)
      })
      test(`its counter shows 10 a second over ${name}`, async () => {
        for (const value of numbers(await line('restarting', { kind: 'sum', from, to })))
          expect(value).toBeCloseTo(10, 6)
      })
      test(`its requests are 36,000 over ${name}`, async () => {
        const asked = { kind: 'histogram', from, to, aggregation: 'increase' } as const
        expect(sum(await line('restarting.duration', asked))).toBeCloseTo(36_000, 3)
      })
    }
    test('the mean and the percentiles of its durations are true over an hour', async () => {
      const whole = { from: noon - 84 * hour, to: noon + 84 * hour, kind: 'histogram' } as const
      // One of seven minutes and, at the end, of four is slow: 9 of 60.
      expect(numbers(await line('restarting.duration', { ...whole, aggregation: 'average' }))).toEqual([
        expect.closeTo((9 * 0.66 + 51 * 0.06) / 60, 6),
      ])
      expect(numbers(await line('restarting.duration', { ...whole, aggregation: 'p50' }))).toEqual([
        expect.closeTo(0.05 + 0.05 * (30 / 51), 6),
      ])
    })
  })

  test('a point without a recorded value is a gap, and no spike stands beside it', async () => {
    const points = every(60, noon, noon + hour).map((t): Point => {
      const stale = t > noon + 1200 && t <= noon + 1800
      return { start: noon - 10_000, t, stale, Value: stale ? 0 : 100_000 + t - noon }
    })
    await metrics().insert('sum', [[{ name: 'marked' }, points]])
    await metrics().insert('gauge', [[{ name: 'marked.level' }, points]])
    const { t, series } = await ask('marked', { kind: 'sum' })
    t.forEach((at, index) => {
      const value = series[0]?.values[index] ?? null
      if (at >= noon + 1200 && at < noon + 1860) expect(value).toBeNull()
      else if (at >= noon + 60) expect(value).toBeCloseTo(1, 6)
    })
    const levels = numbers(await line('marked.level', { kind: 'gauge', aggregation: 'min' }))
    expect(Math.min(...levels)).toBeGreaterThan(100_000)
  })

  test('two scopes with a metric of one name are two series', async () => {
    const at = (each: number): Point[] =>
      every(15, noon, noon + hour).map((t) => ({ start: noon, t, Value: each * (t - noon) }))
    await metrics().insert('sum', [
      [{ name: 'scoped', scope: 'a' }, at(10)],
      [{ name: 'scoped', scope: 'b' }, at(100)],
    ])
    for (const value of numbers(await line('scoped', { kind: 'sum' }))) expect(value).toBeCloseTo(110, 6)
  })

  for (const seconds of [7, 20, 45])
    test(`a steady 1/s sent every ${seconds} s is steady in every step`, async () => {
      const name = `steady.${seconds}`
      const points = every(seconds, noon - 600, noon + hour).map((t) => ({
        start: noon - 600,
        t,
        Value: t - noon + 600,
      }))
      await metrics().insert('sum', [[{ name }, points]])
      for (const length of [900, 1800, hour]) {
        const values = await line(name, { kind: 'sum', from: noon + 11, to: noon + length })
        expect(values.every((value) => value !== null)).toBe(true)
        for (const value of values) expect(value).toBeCloseTo(1, 6)
      }
    })

  test('a silence is a gap in a rate, and no loss to an increase', async () => {
    const points = every(60, noon - 600, noon + hour)
      .filter((t) => t <= noon + 1200 || t > noon + 2400)
      .map((t) => ({ start: noon - 600, t, Value: 10 * (t - noon + 600) }))
    await metrics().insert('sum', [[{ name: 'silent' }, points]])
    const { t, series } = await ask('silent', { kind: 'sum' })
    t.forEach((at, index) => {
      const value = series[0]?.values[index] ?? null
      if (at >= noon + 1200 && at < noon + 2460) expect(value).toBeNull()
      else expect(value).toBeCloseTo(10, 6)
    })
    expect(sum(await line('silent', { kind: 'sum', aggregation: 'increase' }))).toBeCloseTo(36_000, 3)
  })

  test('processes of one name that count side by side are told apart by their start', async () => {
    const process = (start: number, perSecond: number): Point[] =>
      every(15, start, noon + hour).map((t) => ({ start, t, Value: perSecond * (t - start) }))
    await metrics().insert('sum', [
      [{ name: 'cluster' }, process(noon - 200, 1)],
      [{ name: 'cluster' }, process(noon - 100, 30)],
    ])
    for (const value of numbers(await line('cluster', { kind: 'sum' }))) expect(value).toBeCloseTo(31, 6)
  })

  test('the first error of a process that has run for hours stands where it happened', async () => {
    const since = noon - 2 * hour
    const attributes = (status: string) => ({ attributes: { status } })
    await metrics().insert('sum', [
      [
        { name: 'answers', ...attributes('200') },
        every(60, since, noon + hour).map((t) => ({ start: since, t, Value: t - since })),
      ],
      [
        { name: 'answers', ...attributes('500') },
        every(60, noon + 1740, noon + hour).map((t) => ({ start: since, t, Value: 90 })),
      ],
    ])
    const asked = { kind: 'sum', from: since - hour, aggregation: 'increase', groupBy: 'status' } as const
    const { series, t } = await ask('answers', asked)
    const values = series.find(({ group }) => group === '500')?.values ?? []
    expect(sum(values)).toBeCloseTo(90, 6)
    t.forEach((at, index) => {
      if (at + 120 <= noon + 1740) expect(values[index] ?? 0).toBe(0)
    })
  })

  test('series that are sent at other moments add up to the newest of them', async () => {
    const at = (shift: number): Point[] =>
      every(60, noon - 900 + shift, noon + 1800 + shift).map((t) => ({
        start: noon - 900,
        t,
        Value: 5 * (t - noon + 900),
      }))
    await metrics().insert('sum', [
      [{ name: 'shifted', instance: '1' }, at(0)],
      [{ name: 'shifted', instance: '2' }, at(47)],
    ])
    const now = { from: noon, to: noon + 1860 }
    for (const value of numbers(await line('shifted', { kind: 'sum', ...now }))) expect(value).toBeCloseTo(10, 6)
  })

  test('gauges of different pace add up in every step', async () => {
    const level = (pace: number, Value: number): Point[] =>
      every(pace, noon - 600, noon + hour).map((t) => ({ t, Value }))
    await metrics().insert('gauge', [
      [{ name: 'paced', instance: '1' }, level(10, 4)],
      [{ name: 'paced', instance: '2' }, level(60, 10)],
    ])
    const values = await line('paced', { kind: 'gauge', from: noon, to: noon + 900, aggregation: 'sum' })
    expect(values.every((value) => value === 14)).toBe(true)
  })

  test('a delta that is sent only when something happened is not stretched to a rate of its own', async () => {
    const points = every(600, noon - hour, noon + hour).map((t) => ({ start: t - 10, t, Value: 60 }))
    await metrics().insert('sum', [[{ name: 'sparse', temporality: 1 }, points]])
    expect(numbers(await line('sparse', { kind: 'sum', from: noon - hour + 600 }))[0]).toBeCloseTo(0.1, 6)
    expect(sum(await line('sparse', { kind: 'sum', aggregation: 'increase' }))).toBeCloseTo(360, 6)
  })

  test('values that are no numbers are gaps', async () => {
    await metrics().store.command(
      "INSERT INTO otel_metrics_gauge (ServiceName, MetricName, TimeUnix, Value) SELECT 'shop', 'odd.nan', fromUnixTimestamp(" +
        `${noon} + 60 * number), if(number % 10 = 0, nan, 7) FROM numbers(60)`,
    )
    for (const value of numbers(await line('odd.nan', { kind: 'gauge' }))) expect(value).toBe(7)
  })

  test('half a million points of a week come to the same in every step', async () => {
    const week = 7 * 24 * hour
    await metrics().store.command(`
      INSERT INTO otel_metrics_sum (ServiceName, MetricName, Attributes, StartTimeUnix, TimeUnix, Value, AggregationTemporality, IsMonotonic)
      SELECT 'shop', 'many', map('n', toString(number % 50)), toDateTime(${noon} - ${week}), toDateTime(${noon} - ${week} + 60 * intDiv(number, 50) + 60),
        120 * (intDiv(number, 50) + 1), 2, true
      FROM numbers(504000) SETTINGS max_partitions_per_insert_block = 1000`)
    const asked = { kind: 'sum', from: noon - week, to: noon } as const
    for (const value of await line('many', asked)) expect(value).toBeCloseTo(100, 6)
    expect(sum(await line('many', { ...asked, aggregation: 'increase' }))).toBeCloseTo(100 * week, 0)
  })

  test('a histogram without bounds has no percentile', async () => {
    const points = every(60, noon, noon + hour).map((t) => ({
      ...{ start: noon, t, Count: t - noon, Sum: t - noon, BucketCounts: [t - noon], ExplicitBounds: [] },
    }))
    await metrics().insert('histogram', [[{ name: 'boundless' }, points]])
    expect(numbers(await line('boundless', { kind: 'histogram', aggregation: 'p95' }))).toEqual([])
    for (const value of numbers(await line('boundless', { kind: 'histogram', aggregation: 'average' })))
      expect(value).toBeCloseTo(1, 6)
    await metrics().insert('histogram', [
      [{ name: 'boundless' }, points.map((point, at) => ({ ...point, ...(at % 2 && { BucketCounts: [] }) }))],
    ])
    expect(numbers(await line('boundless', { kind: 'histogram', aggregation: 'p95' }))).toEqual([])
  })

  describe('a metric in several units', () => {
    beforeAll(async () => {
      const times = every(60, noon, noon + hour)
      const level = (Value: number): Point[] => times.map((t) => ({ t, Value }))
      await metrics().insert('gauge', [
        [{ name: 'mixed', unit: 's', instance: '1' }, level(2)],
        [{ name: 'mixed', unit: 's', instance: '2' }, level(3)],
        [{ name: 'mixed', unit: 'ms', instance: '3' }, level(4000)],
        [{ name: 'apart', unit: 's', instance: '1' }, level(2)],
        [{ name: 'apart', unit: 's', instance: '2' }, level(2)],
        [{ name: 'apart', unit: 'By', instance: '3' }, level(500)],
      ])
    })
    test('is one line where the units convert', async () => {
      const { unit } = await ask('mixed', { kind: 'gauge' })
      expect(unit).toBe('s')
      for (const value of numbers(await line('mixed', { kind: 'gauge' }))) expect(value).toBeCloseTo(3, 6)
    })
    test('is lines apart where they do not', async () => {
      const { series, unit } = await ask('apart', { kind: 'gauge' })
      expect(unit).toBe('s')
      expect(series.map((each) => [each.unit, numbers(each.values)[0]])).toEqual([
        ['s', 2],
        ['By', 500],
      ])
    })
  })
})
