import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Static } from 'typebox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { metricAttributes } from '../../src/query/metrics/metric-attributes.ts'
import { metricList } from '../../src/query/metrics/metric-list.ts'
import { metricSeries } from '../../src/query/metrics/metric-series.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { Store } from '../../src/store/store.ts'
import { keepForEver } from '../store/keep-for-ever.ts'
import { createContext } from './context.ts'

const now = Date.UTC(2026, 10, 20, 12, 0, 0)
const range = { from: now - 600_000, to: now }
const at = (secondsBefore: number): string => `toDateTime(${now / 1000 - secondsBefore})`

/** A point each minute for ten minutes; `up` counts them from 1. */
const perMinute = '(SELECT 10 - number AS up, number * 60 + 30 AS ago FROM numbers(10))'
const common = (name: string, unit: string, attributes: string, service = 'shop'): string =>
  `map('service.name', '${service}'), '${service}', '${name}', '', '${unit}', ${attributes}`
const columns = 'ResourceAttributes, ServiceName, MetricName, MetricDescription, MetricUnit, Attributes'
const times = `toDateTime(${now / 1000 - 630}), toDateTime(${now / 1000} - ago)`

const sums = (name: string, attributes: string, value: string, temporality: 1 | 2, start = times): string => `
  INSERT INTO otel_metrics_sum (${columns}, StartTimeUnix, TimeUnix, Value, AggregationTemporality, IsMonotonic)
  SELECT ${common(name, '{job}', attributes)}, ${start}, ${value}, ${temporality}, true FROM ${perMinute}`

const statements = [
  sums('jobs.cumulative', "map('queue', 'a')", 'up * 30', 2),
  sums('jobs.cumulative', "map('queue', 'b')", 'up * 60', 2),
  // Restarted in the middle: the count falls to nothing and grows again.
  sums('jobs.restarted', 'map()', 'if(up > 5, up - 5, up) * 60', 2),
  sums('jobs.delta', 'map()', '120', 1),
  // Older than the range, and counting for long: its first point is not growth.
  sums(
    'jobs.old',
    'map()',
    '1000000 + up * 60',
    2,
    `toDateTime(${now / 1000 - 86_400}), toDateTime(${now / 1000} - ago)`,
  ),
  `INSERT INTO otel_metrics_gauge (${columns}, StartTimeUnix, TimeUnix, Value)
   SELECT ${common('queue.length', '1', "map('queue', q)")}, ${times}, if(q = 'a', 4, 10) FROM ${perMinute} ARRAY JOIN ['a', 'b'] AS q`,
  `INSERT INTO otel_metrics_histogram (${columns}, StartTimeUnix, TimeUnix, Count, Sum, BucketCounts, ExplicitBounds, AggregationTemporality,
     \`Exemplars.TimeUnix\`, \`Exemplars.Value\`, \`Exemplars.SpanId\`, \`Exemplars.TraceId\`, \`Exemplars.FilteredAttributes\`)
   SELECT ${common('job.duration', 's', 'map()')}, ${times}, up * 100, up * 20, [up * 50, up * 40, up * 10, 0], [0.1, 0.5, 1], 2,
     [${at(100)}], [0.9], ['1111111111111111'], ['22222222222222222222222222222222'], [map()] FROM ${perMinute}`,
  // The scale falls from 1 to 0 in the middle: 8 values stand between 1 and 2, 8 between 2 and 4, before and after.
  `INSERT INTO otel_metrics_exponential_histogram (${columns}, StartTimeUnix, TimeUnix, Count, Sum, Scale, ZeroCount, PositiveOffset, PositiveBucketCounts, AggregationTemporality)
   SELECT ${common('job.size', 'By', 'map()')}, ${times}, up * 16, up * 30, if(up <= 5, 1, 0), 0, 0,
     if(up <= 5, [up * 4, up * 4, up * 4, up * 4], [up * 8, up * 8]), 2 FROM ${perMinute}`,
  `INSERT INTO otel_metrics_summary (${columns}, StartTimeUnix, TimeUnix, Count, Sum, \`ValueAtQuantiles.Quantile\`, \`ValueAtQuantiles.Value\`)
   SELECT ${common('job.wait', 's', 'map()')}, ${times}, up * 60, up * 6, [0.5, 0.99], [0.1, 0.7] FROM ${perMinute}`,
]

type Params = Static<typeof metricSeries.params>

describe('what the Metrics view asks', () => {
  let folder: string
  let store: Store
  const context = () => createContext(store)
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plainsight-metrics-'))
    store = await openStore({ path: join(folder, 'clickhouse') })
    await keepForEver(store)
    for (const statement of statements) await store.command(statement)
  })
  afterAll(async () => {
    await store?.close()
    await rm(folder, { recursive: true, force: true })
  })

  const cases: { name: string; params: Omit<Params, 'from' | 'to'>; expected: Record<string, number> }[] = [
    {
      name: 'the rate of a cumulative counter',
      params: { metric: 'jobs.cumulative', kind: 'sum' },
      expected: { '': 1.5 },
    },
    {
      name: 'the rate by an attribute',
      params: { metric: 'jobs.cumulative', kind: 'sum', groupBy: 'queue' },
      expected: { a: 0.5, b: 1 },
    },
    {
      name: 'the rate of what a filter leaves',
      params: { metric: 'jobs.cumulative', kind: 'sum', where: ['queue=a'] },
      expected: { '': 0.5 },
    },
    {
      name: 'the increase of a delta counter',
      params: { metric: 'jobs.delta', kind: 'sum', aggregation: 'increase' },
      expected: { '': 120 },
    },
    { name: 'a restart as growth from zero', params: { metric: 'jobs.restarted', kind: 'sum' }, expected: { '': 1 } },
    {
      name: 'no jump where an old counter comes into sight',
      params: { metric: 'jobs.old', kind: 'sum' },
      expected: { '': 1 },
    },
    { name: 'the mean of a gauge', params: { metric: 'queue.length', kind: 'gauge' }, expected: { '': 7 } },
    {
      name: 'the sum of a gauge',
      params: { metric: 'queue.length', kind: 'gauge', aggregation: 'sum' },
      expected: { '': 14 },
    },
    {
      name: 'the highest of a gauge',
      params: { metric: 'queue.length', kind: 'gauge', aggregation: 'max' },
      expected: { '': 10 },
    },
    {
      name: 'the median of a histogram',
      params: { metric: 'job.duration', kind: 'histogram', aggregation: 'p50' },
      expected: { '': 0.1 },
    },
    { name: 'the p95 of a histogram', params: { metric: 'job.duration', kind: 'histogram' }, expected: { '': 0.75 } },
    {
      name: 'the mean of a histogram',
      params: { metric: 'job.duration', kind: 'histogram', aggregation: 'average' },
      expected: { '': 0.2 },
    },
    {
      name: 'the rate of a histogram',
      params: { metric: 'job.duration', kind: 'histogram', aggregation: 'rate' },
      expected: { '': 100 / 60 },
    },
    {
      name: 'the median of an exponential histogram whose scale falls',
      params: { metric: 'job.size', kind: 'exponential_histogram', aggregation: 'p50' },
      expected: { '': 2 },
    },
    {
      name: 'the quantile that a summary has, nearest to the one asked for',
      params: { metric: 'job.wait', kind: 'summary' },
      expected: { '': 0.7 },
    },
    {
      name: 'the rate of a summary',
      params: { metric: 'job.wait', kind: 'summary', aggregation: 'rate' },
      expected: { '': 1 },
    },
    {
      name: 'an aggregation that does not fit as the one that does',
      params: { metric: 'queue.length', kind: 'gauge', aggregation: 'p95' },
      expected: { '': 7 },
    },
  ]
  for (const { name, params, expected } of cases) {
    test(`shows ${name}`, async () => {
      const { series, step } = await metricSeries.run(context(), { ...range, ...params })
      expect(step).toBe(60)
      expect(series.map(({ group }) => group)).toEqual(Object.keys(expected))
      for (const { group, values } of series) {
        const numbers = values.filter((value) => value !== null)
        // The last point stands in the middle of the last step: what grew after it is not known yet.
        if (params.aggregation === 'increase') expect(numbers.pop()).toBeCloseTo((expected[group] ?? Number.NaN) / 2, 6)
        expect(numbers.length).toBeGreaterThanOrEqual(9)
        for (const value of numbers) expect(value).toBeCloseTo(expected[group] ?? Number.NaN, 6)
      }
    })
  }

  test('exemplars stand beside percentiles with their trace, once each', async () => {
    const { exemplars } = await metricSeries.run(context(), { ...range, metric: 'job.duration', kind: 'histogram' })
    expect(exemplars).toEqual([{ t: now / 1000 - 100, value: 0.9, traceId: '2'.repeat(32), spanId: '1'.repeat(16) }])
  })

  test('the list has name, kind, unit, services and series', async () => {
    const { metrics, truncated } = await metricList.run(context(), range)
    expect(truncated).toBe(false)
    expect(metrics.find(({ name }) => name === 'jobs.cumulative')).toEqual({
      name: 'jobs.cumulative',
      kind: 'sum',
      unit: '{job}',
      description: '',
      monotonic: true,
      services: ['shop'],
      series: 2,
    })
    expect(metrics).toHaveLength(8)
  })

  test('attributes come with their values', async () => {
    const { attributes } = await metricAttributes.run(context(), { ...range, metric: 'queue.length', kind: 'gauge' })
    expect(attributes.find(({ key }) => key === 'queue')).toEqual({ key: 'queue', values: ['a', 'b'], total: 2 })
  })

  test('a hostile attribute name is a value, not SQL', async () => {
    const params = {
      ...range,
      metric: 'queue.length',
      kind: 'gauge' as const,
      groupBy: "x'] OR 1=1 --",
      where: ["a'b=c'd"],
    }
    expect((await metricSeries.run(context(), params)).series).toEqual([])
  })
})
