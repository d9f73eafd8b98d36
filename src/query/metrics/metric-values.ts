import type { Store } from '../../store/store.ts'
import type { MetricKind } from '../../tables.ts'
import { toExplicitBuckets, toExponentialBuckets } from './metric-buckets.ts'
import { type GrowthUse, toGrowthSql } from './metric-growth-sql.ts'
import type { Aggregation } from './metric-kinds.ts'
import { toLevelSql } from './metric-level-sql.ts'
import { type PointSql, toCountPoint, toExplicitPoint, toExponentialPoint, toValuePoint } from './metric-points.ts'
import type { MetricSql } from './metric-series-sql.ts'
import { type MetricParams, toSlices } from './metric-slices.ts'
import { type Bucket, toQuantile } from './quantile.ts'

/** A value of a line: its group, and the unit that it is in. */
export type MetricValue = {
  readonly t: number
  readonly group: string
  readonly unit: string
  readonly value: number | null
}

export type MetricPlan = {
  readonly store: Store
  readonly kind: MetricKind
  readonly isCounter: boolean
  readonly parts: MetricSql
  readonly params: MetricParams
  /** Points in the range. */
  readonly points: number
  readonly timeoutMs: number
}

type Line = Omit<MetricValue, 'value'>
type Growth<Grown> = Line & { layout: unknown; grown: Grown; covered: number }

const quantiles: Readonly<Partial<Record<Aggregation, number>>> = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 }
const levels: Readonly<Partial<Record<Aggregation, string>>> = { average: 'avg', sum: 'sum', min: 'min', max: 'max' }

const ask = async <Row>({ store, params, timeoutMs }: MetricPlan, sql: string): Promise<Row[]> =>
  (await store.query<Row>(sql, { params, timeoutMs })).rows

/** Slice after slice, so that one query's memory is bounded however many points there are. */
const askGrowth = async <Grown>(plan: MetricPlan, point: PointSql, use: GrowthUse): Promise<Growth<Grown>[]> => {
  const sql = toGrowthSql(plan.parts, point, use)
  const rows: Growth<Grown>[] = []
  for (const params of toSlices(plan.params, plan.points))
    for (const row of await ask<Growth<Grown>>({ ...plan, params }, sql)) rows.push(row)
  return rows
}

const toLine = ({ t, group, unit }: Line): Line => ({ t, group, unit })

const loadLevels = (plan: MetricPlan, name: Aggregation): Promise<MetricValue[]> => {
  const fold = levels[name] ?? 'avg'
  return ask(plan, toLevelSql(plan.parts, 'Value', fold === 'sum' ? 'avg' : fold, fold))
}

/** Growth in a step, or how much of it there was in a second of those that points cover. */
const loadGrowth = async (plan: MetricPlan, name: Aggregation): Promise<MetricValue[]> => {
  const point = plan.kind === 'sum' ? toValuePoint(plan.parts.factor) : toCountPoint(plan.parts.factor)
  const rows = await askGrowth<number[]>(plan, point, name === 'rate' ? 'rate' : 'total')
  return rows.map((row) => {
    const [grown = 0] = row.grown
    const perSecond = row.covered > 0 ? grown / row.covered : null
    return { ...toLine(row), value: name === 'rate' ? perSecond : grown }
  })
}

const loadMean = async (plan: MetricPlan): Promise<MetricValue[]> => {
  const rows = await askGrowth<number[]>(plan, toCountPoint(plan.parts.factor), 'shape')
  return rows.map((row) => {
    const [count = 0, sum = 0] = row.grown
    return { ...toLine(row), value: count > 0 ? sum / count : null }
  })
}

/** Rows of one line and step whose bounds differ, together. */
const toQuantiles = <Grown>(
  rows: readonly Growth<Grown>[],
  toBuckets: (row: Growth<Grown>) => Bucket[],
  quantile: (buckets: readonly Bucket[]) => number | null,
): MetricValue[] =>
  [...Map.groupBy(rows, ({ t, group, unit }) => JSON.stringify([t, group, unit])).values()].flatMap((same) =>
    same.slice(0, 1).map((row) => ({ ...toLine(row), value: quantile(same.flatMap(toBuckets)) })),
  )

const loadExplicit = async (plan: MetricPlan, share: number): Promise<MetricValue[]> => {
  const rows = await askGrowth<number[]>(plan, toExplicitPoint(plan.parts.factor), 'shape')
  return toQuantiles(
    rows,
    ({ layout, grown }) => toExplicitBuckets(layout as number[], grown),
    (buckets) => toQuantile(buckets, share),
  )
}

const loadExponential = async (plan: MetricPlan, share: number): Promise<MetricValue[]> => {
  const rows = await askGrowth<[string[], number[]]>(plan, toExponentialPoint(plan.parts.factor), 'shape')
  return toQuantiles(
    rows,
    ({ layout, grown: [keys, counts] }) => toExponentialBuckets(keys, counts, Number(layout)),
    (buckets) => toQuantile(buckets, share, 'exponential'),
  )
}

/** The quantile that the client computed, nearest to the requested one; the mean over the series of a group. */
const loadSummary = (plan: MetricPlan, share: number): Promise<MetricValue[]> => {
  const nearest = `arraySort(pair -> abs(pair.1 - ${share}), arrayZip(\`ValueAtQuantiles.Quantile\`, \`ValueAtQuantiles.Value\`))[1].2`
  return ask(plan, toLevelSql(plan.parts, nearest, 'avg', 'avg'))
}

/** The values of a metric in each step, made of growth where it counts and of levels where it measures. */
export const loadMetricValues = (plan: MetricPlan, name: Aggregation): Promise<MetricValue[]> => {
  const { kind, isCounter } = plan
  if (kind === 'gauge' || (kind === 'sum' && !isCounter)) return loadLevels(plan, name)
  const share = quantiles[name]
  if (share === undefined) return name === 'average' ? loadMean(plan) : loadGrowth(plan, name)
  if (kind === 'summary') return loadSummary(plan, share)
  return kind === 'histogram' ? loadExplicit(plan, share) : loadExponential(plan, share)
}
