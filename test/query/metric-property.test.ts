import { beforeAll, describe, expect, test } from 'vitest'
import type { Aggregation } from '../../src/query/metrics/metric-kinds.ts'
import { metricSeries } from '../../src/query/metrics/metric-series.ts'
import { createContext } from './context.ts'
import { useMetricStore } from './metric-points.ts'
import { type PlainStep, toPlainQuantile, toPlainSteps } from './plain-growth.ts'
import { createRandomMetric, type RandomMetric } from './random-metrics.ts'

const noon = Date.UTC(2026, 10, 20, 12) / 1000

/** Seeds, so that a failure can be run again alone: PLAINSIGHT_TEST_SEEDS=17,4711. */
const given = process.env.PLAINSIGHT_TEST_SEEDS
const seeds = given ? given.split(',').map(Number) : Array.from({ length: 24 }, (_, index) => index + 1)

const aggregations = { sum: ['rate', 'increase'], rest: ['rate', 'increase', 'average', 'p50', 'p95'] } as const

const toExpected = (name: Aggregation, at: PlainStep | undefined, kind: RandomMetric['kind']): number | null => {
  if (!at) return null
  if (name === 'increase') return at.total
  if (name === 'rate') return at.seconds > 0 ? at.count / at.seconds : null
  if (name === 'average') return at.count > 1e-9 ? at.sum / at.count : null
  return toPlainQuantile(at, name === 'p50' ? 0.5 : 0.95, kind === 'exponential_histogram')
}

const isClose = (found: number | null, expected: number | null): boolean =>
  found === null || expected === null
    ? found === expected
    : Math.abs(found - expected) <= 1e-6 * Math.max(1, Math.abs(expected))

describe('random metrics come to what plain counting says', () => {
  const metrics = useMetricStore()
  const all = seeds.map((seed) => createRandomMetric(seed, noon))
  beforeAll(async () => {
    for (const kind of ['sum', 'histogram', 'exponential_histogram'] as const)
      await metrics().insert(
        kind,
        all
          .filter((metric) => metric.kind === kind)
          .flatMap(({ series }) => series.map(({ stream, points }) => [stream, points] as const)),
      )
  })

  for (const metric of all)
    test(metric.told, async () => {
      const { kind, from, to, series } = metric
      const asked = { from: from * 1000, to: to * 1000, kind, metric: series[0]?.stream.name ?? '' }
      const context = createContext(metrics().store, 30_000)
      const known = new Map<string, ReturnType<typeof toPlainSteps>>()
      const toSteps = (step: number, group?: string) => {
        const key = `${step} ${group}`
        const steps = known.get(key) ?? toPlainSteps(metric, step, group)
        known.set(key, steps)
        return steps
      }
      for (const aggregation of kind === 'sum' ? aggregations.sum : aggregations.rest) {
        const by = from % 2 === 0 ? 'route' : undefined
        const answer = await metricSeries.run(context, { ...asked, aggregation, ...(by && { groupBy: by }) })
        for (const { group, values } of answer.series) {
          const steps = toSteps(answer.step, by && group)
          const wrong = values.flatMap((value, at) => {
            const expected = toExpected(aggregation, steps.get(answer.t[at] ?? 0), kind)
            return isClose(value, expected) ? [] : [{ aggregation, group, t: answer.t[at], value, expected }]
          })
          expect(wrong).toEqual([])
        }
        const groups = by ? new Set(series.map(({ stream }) => stream.attributes?.route)) : [undefined]
        expect(answer.series).toHaveLength([...groups].length)
      }
    })
})
