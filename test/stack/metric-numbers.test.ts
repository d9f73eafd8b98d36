import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { metricSeries } from '../../src/query/metrics/metric-series.ts'
import type { MetricKind } from '../../src/tables.ts'
import { type AskPrometheus, askPrometheus } from '../ask-prometheus.ts'
import { makeFolder } from '../cli/cli.ts'
import { findFreePort } from '../free-port.ts'
import { leaveOut } from '../leave-out.ts'
import { startPart } from '../part.ts'
import { createContext } from '../query/context.ts'
import { type Point, useMetricStore } from '../query/metric-points.ts'
import { createRandom } from '../query/random-metrics.ts'
import { postOtlp } from './post-otlp.ts'
import { programTools } from './tools.ts'

const tools = programTools()
const every = 15
const step = 30
const bounds = [0.1, 0.5, 1, 5, 10] as const

/** An hour until a moment ago, in steps of the axis. */
const end = Math.floor((Date.now() / 1000 - 60) / step) * step
const start = end - 3600

type Kinds = Extract<MetricKind, 'sum' | 'histogram' | 'exponential_histogram'>
const sumOf = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0)

/** Counts in buckets since the process began, in half an hour twice begun anew; much was counted before. */
const createStates = (seed: number, buckets: number) => {
  const random = createRandom(seed)
  let counts = Array.from({ length: buckets }, () => 1000)
  let began = start - 7200
  return Array.from({ length: 3600 / every + 1 }, (_, at) => {
    const t = start + at * every
    if (at === 80 || at === 170) [counts, began] = [counts.map(() => 0), t - every]
    counts = counts.map((count) => count + random.whole(1, 9))
    return { start: began, t, counts, restarted: at === 80 || at === 170 }
  })
}

const states = {
  sum: createStates(1, 1),
  histogram: createStates(2, bounds.length + 1),
  exponential_histogram: createStates(3, 12),
}

const toRow = (kind: Kinds, { start: began, t, counts }: (typeof states.sum)[number]): Point => {
  const common = { start: began, t, Count: sumOf(counts), Sum: sumOf(counts) }
  if (kind === 'sum') return { start: began, t, Value: sumOf(counts) }
  if (kind === 'histogram') return { ...common, BucketCounts: counts, ExplicitBounds: bounds }
  return { ...common, Scale: 1, ZeroCount: 0, PositiveOffset: -4, PositiveBucketCounts: counts }
}

const toOtlpPoint = (kind: Kinds, { start: began, t, counts }: (typeof states.sum)[number]): object => {
  const times = { startTimeUnixNano: `${began}000000000`, timeUnixNano: `${t}000000000` }
  if (kind === 'sum') return { ...times, asDouble: sumOf(counts) }
  const common = { ...times, count: sumOf(counts), sum: sumOf(counts) }
  if (kind === 'histogram') return { ...common, bucketCounts: counts, explicitBounds: bounds }
  return { ...common, scale: 1, zeroCount: 0, positive: { offset: -4, bucketCounts: counts } }
}

const toOtlpMetric = (kind: Kinds): object => {
  const data = { dataPoints: states[kind].map((state) => toOtlpPoint(kind, state)), aggregationTemporality: 2 }
  if (kind === 'sum') return { name: `compared_${kind}`, sum: { ...data, isMonotonic: true } }
  return { name: `compared_${kind}`, [kind === 'histogram' ? kind : 'exponentialHistogram']: data }
}

const request = (): object => ({
  resourceMetrics: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
      scopeMetrics: [{ metrics: (Object.keys(states) as Kinds[]).map(toOtlpMetric) }],
    },
  ],
})

/** A real Prometheus that has taken the points by OTLP. */
const startWithPoints = async (program: string): Promise<AskPrometheus> => {
  const folder = makeFolder()
  const config = join(folder, 'prometheus.yml')
  writeFileSync(config, 'otlp: { translation_strategy: NoTranslation }\n')
  const address = `127.0.0.1:${await findFreePort()}`
  const { url, stop } = await startPart({
    command: join(program, 'prometheus'),
    args: [
      `--config.file=${config}`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=${address}`,
      '--web.enable-otlp-receiver',
      '--log.level=error',
    ],
    url: `http://${address}`,
    ready: '/-/ready',
  })
  onTestFinished(stop)
  expect(await postOtlp(`${url}/api/v1/otlp`, 'metrics', request())).toBe(200)
  return askPrometheus(url)
}

/** For a while after a restart Prometheus supposes that it was later than it was: its first value is near zero. */
const isSure = (t: number): boolean =>
  !states.sum.some((state) => state.restarted && t >= state.t && t < state.t + 4 * step)

describe.skipIf(leaveOut('metrics against a real Prometheus', tools))('metrics come to what Prometheus says', () => {
  const metrics = useMetricStore()
  beforeAll(async () => {
    for (const kind of Object.keys(states) as Kinds[])
      await metrics().insert(kind, [[{ name: `compared_${kind}` }, states[kind].map((state) => toRow(kind, state))]])
  })

  const ours = async (kind: Kinds, aggregation: 'rate' | 'increase' | 'p50' | 'p95'): Promise<Map<number, number>> => {
    const asked = { from: start * 1000, to: end * 1000, metric: `compared_${kind}`, kind, aggregation }
    const { series, t, step: found } = await metricSeries.run(createContext(metrics().store), asked)
    expect(found).toBe(step)
    return new Map(t.map((at, index) => [at, series[0]?.values[index] ?? Number.NaN]))
  }

  test('increase, rate and histogram_quantile', async () => {
    const prometheus = await startWithPoints('programs' in tools ? (tools.programs.prometheus ?? '') : '')
    // Three points, two intervals: what grew between the first and the last is what grew in the step that ends there.
    const theirs = async (expression: string): Promise<Map<number, number>> => {
      const range = { start: `${start + step}`, end: `${end}`, step: `${step}` }
      const { result } = await prometheus.get<{ result: { values: [number, string][] }[] }>('query_range', {
        query: expression,
        ...range,
      })
      return new Map(result[0]?.values.map(([at, value]) => [at - step, Number(value)]))
    }
    const window = `[${step + every}s]`
    const cases = [
      ['sum', 'rate', `rate(compared_sum${window})`],
      ['sum', 'increase', `increase(compared_sum${window}) * ${step / (step + every)}`],
      ['histogram', 'rate', `rate(compared_histogram_count${window})`],
      ['histogram', 'p50', `histogram_quantile(0.5, increase(compared_histogram_bucket${window}))`],
      ['histogram', 'p95', `histogram_quantile(0.95, increase(compared_histogram_bucket${window}))`],
      ['exponential_histogram', 'rate', `histogram_count(rate(compared_exponential_histogram${window}))`],
      ['exponential_histogram', 'p50', `histogram_quantile(0.5, increase(compared_exponential_histogram${window}))`],
      ['exponential_histogram', 'p95', `histogram_quantile(0.95, increase(compared_exponential_histogram${window}))`],
    ] as const
    for (const [kind, aggregation, expression] of cases) {
      const [found, expected] = [await ours(kind, aggregation), await theirs(expression)]
      expect(expected.size).toBe(3600 / step)
      const wrong = [...expected].filter(
        ([t, value]) => isSure(t) && !(Math.abs((found.get(t) ?? Number.NaN) - value) <= 1e-6 * value),
      )
      expect(wrong.map(([t, value]) => ({ expression, t: t - start, value, found: found.get(t) }))).toEqual([])
    }
    // Over the hour: Prometheus stretches what lies between the first and the last point to the whole window.
    const whole = await prometheus.get<{ result: { value: [number, string] }[] }>('query', {
      query: 'increase(compared_sum[1h])',
      time: `${end}`,
    })
    const first = (await ours('sum', 'increase')).values()
    const firstPoint = (states.sum[1]?.counts[0] ?? 0) - (states.sum[0]?.counts[0] ?? 0)
    const grown = [...first].reduce((all, value) => all + value, 0) - firstPoint
    expect(grown).toBeCloseTo((Number(whole.result[0]?.value[1]) * (3600 - every)) / 3600, 3)
  })
})
