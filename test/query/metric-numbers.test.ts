import { beforeAll, describe, expect, test } from 'vitest'
import { metricSeries } from '../../src/query/metric-series.ts'
import { type Kind, type Point, useMetricStore } from './metric-points.ts'

const noon = Date.UTC(2026, 10, 20, 12) / 1000
const hour = 3600

type Asked = { readonly kind: Kind; readonly from?: number; readonly to?: number } & Readonly<Record<string, unknown>>

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
    metricSeries.run(
      { store: metrics().store, timeoutMs: 15_000 },
      { metric, from: from * 1000, to: to * 1000, ...rest },
    )
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

  test('a histogram without bounds has no percentile', async () => {
    const points = every(60, noon, noon + hour).map((t) => ({
      ...{ start: noon, t, Count: t - noon, Sum: t - noon, BucketCounts: [t - noon], ExplicitBounds: [] },
    }))
    await metrics().insert('histogram', [[{ name: 'boundless' }, points]])
    expect(numbers(await line('boundless', { kind: 'histogram', aggregation: 'p95' }))).toEqual([])
    for (const value of numbers(await line('boundless', { kind: 'histogram', aggregation: 'average' })))
      expect(value).toBeCloseTo(1, 6)
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
