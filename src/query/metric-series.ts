import { type Static, Type } from 'typebox'
import type { Store } from '../store/store.ts'
import { loadExemplars } from './metric-exemplars.ts'
import { type MetricFilter, metricFilterFields, seriesHash, toAttribute, toMetricConditions } from './metric-filter.ts'
import { type Aggregation, aggregation, aggregationsOf, metricTables } from './metric-kinds.ts'
import {
  explicitBuckets,
  exponentialBuckets,
  type MetricSql,
  toBucketSql,
  toGrowthSql,
  toLevelSql,
  withCoarseScale,
} from './metric-sql.ts'
import { type Bucket, toQuantile } from './quantile.ts'
import { question } from './question.ts'
import { axisFields, points } from './series-answer.ts'
import { toAxis, toColumn, toStep } from './time-range.ts'

/** Groups of one answer; those with the smallest values are left out beyond it. */
const mostGroups = 20

type Value = { t: number; group: string; value: number | null }
type Plan = {
  readonly store: Store
  readonly filter: MetricFilter
  readonly parts: MetricSql
  readonly params: Readonly<Record<string, string | number>>
  readonly step: number
  readonly timeoutMs: number
}

const quantiles: Readonly<Partial<Record<Aggregation, number>>> = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 }
const levels: Readonly<Partial<Record<Aggregation, string>>> = { average: 'avg', sum: 'sum', min: 'min', max: 'max' }

const ask = async <Row>({ store, params, timeoutMs }: Plan, sql: string): Promise<Row[]> =>
  (await store.query<Row>(sql, { params, timeoutMs })).rows

/** Unit, whether it is a counter, and the seconds between two points of a series, from the last half hour of the range. */
const loadFacts = async (store: Store, filter: MetricFilter, timeoutMs: number) => {
  const recent = { ...filter, from: Math.max(filter.from, filter.to - 30 * 60_000) }
  const { sql: conditions, params } = toMetricConditions(recent)
  const monotonic = filter.kind === 'sum' ? 'any(IsMonotonic)' : '0'
  const sql = `
SELECT any(unit) AS unit, any(monotonic) AS monotonic, minIf(width / (n - 1), n > 1) AS gap, toUInt32(count()) AS series
FROM
(
  SELECT ${seriesHash} AS series, any(MetricUnit) AS unit, toUInt8(${monotonic}) AS monotonic,
    count() AS n, toFloat64(max(TimeUnix) - min(TimeUnix)) AS width
  FROM ${metricTables[filter.kind]}
  WHERE ${conditions}
  GROUP BY series
)`
  type Facts = { unit: string; monotonic: number; gap: number | null; series: number }
  const { rows } = await store.query<Facts>(sql, { params, timeoutMs })
  const { unit = '', monotonic: isCounter = 0, gap } = rows[0] ?? {}
  return { unit, isCounter: isCounter === 1, gap: Math.max(1, Math.floor(gap || 60)) }
}

const loadLevels = (plan: Plan, name: Aggregation): Promise<Value[]> => {
  const fold = levels[name] ?? 'avg'
  return ask<Value>(plan, toLevelSql(plan.parts, 'Value', fold === 'sum' ? 'avg' : fold, fold))
}

const loadGrowth = async (plan: Plan, name: Aggregation, value: string, temporality: string): Promise<Value[]> => {
  const rows = await ask<{ t: number; group: string; value0: number }>(
    plan,
    toGrowthSql(plan.parts, [value], temporality),
  )
  return rows.map(({ t, group, value0 }) => ({ t, group, value: name === 'rate' ? value0 / plan.step : value0 }))
}

const loadMean = async (plan: Plan, temporality: string): Promise<Value[]> => {
  const sql = toGrowthSql(plan.parts, ['Count', 'Sum'], temporality)
  const rows = await ask<{ t: number; group: string; value0: number; value1: number }>(plan, sql)
  return rows.map(({ t, group, value0, value1 }) => ({ t, group, value: value0 > 0 ? value1 / value0 : null }))
}

const loadBuckets = async (plan: Plan, share: number): Promise<Value[]> => {
  const sql =
    plan.filter.kind === 'histogram'
      ? toBucketSql(plan.parts, explicitBuckets)
      : toBucketSql({ ...plan.parts, table: withCoarseScale(plan.parts) }, exponentialBuckets)
  const rows = await ask<{ t: number; group: string; buckets: Bucket[] }>(plan, sql)
  return rows.map((row) => ({ t: row.t, group: row.group, value: toQuantile(row.buckets, share) }))
}

/** The quantile that the sender computed, nearest to the one asked for; the mean over the series of a group. */
const loadSummary = (plan: Plan, share: number): Promise<Value[]> => {
  const nearest = `arraySort(pair -> abs(pair.1 - ${share}), arrayZip(\`ValueAtQuantiles.Quantile\`, \`ValueAtQuantiles.Value\`))[1].2`
  return ask<Value>(plan, toLevelSql(plan.parts, nearest, 'avg', 'avg'))
}

const loadValues = (plan: Plan, name: Aggregation, isCounter: boolean): Promise<Value[]> => {
  const { kind } = plan.filter
  if (kind === 'gauge' || (kind === 'sum' && !isCounter)) return loadLevels(plan, name)
  if (kind === 'sum') return loadGrowth(plan, name, 'Value', 'AggregationTemporality')
  const temporality = kind === 'summary' ? '2' : 'AggregationTemporality'
  const share = quantiles[name]
  if (share === undefined)
    return name === 'average' ? loadMean(plan, temporality) : loadGrowth(plan, name, 'Count', temporality)
  return kind === 'summary' ? loadSummary(plan, share) : loadBuckets(plan, share)
}

const answer = Type.Object({
  ...axisFields,
  unit: Type.String(),
  aggregation,
  aggregations: Type.Array(aggregation, { description: 'Those that make sense for this metric.' }),
  series: Type.Array(Type.Object({ group: Type.String(), values: points('Values of the group.') })),
  groups: Type.Integer({ description: 'Number of groups there are; more than those answered when cut off.' }),
  exemplars: Type.Array(
    Type.Object({ t: Type.Integer(), value: Type.Number(), traceId: Type.String(), spanId: Type.String() }),
  ),
})

/** The highest groups, in the order of their names. */
const toSeries = (
  values: readonly Value[],
  axis: readonly number[],
): Pick<Static<typeof answer>, 'series' | 'groups'> => {
  const first = axis[0] ?? 0
  const byGroup = Map.groupBy(
    values.filter(({ t }) => t >= first),
    ({ group }) => group,
  )
  const highest = (rows: readonly Value[]): number => rows.reduce((top, { value }) => Math.max(top, value ?? 0), 0)
  const kept = [...byGroup].toSorted((a, b) => highest(b[1]) - highest(a[1])).slice(0, mostGroups)
  const series = kept.map(([group, rows]) => ({ group, values: toColumn(axis, rows, ({ value }) => value) }))
  return { series: series.toSorted((a, b) => a.group.localeCompare(b.group)), groups: byGroup.size }
}

/** Exemplars have the unit of single values: they belong beside quantiles and means, not beside rates. */
const hasExemplars = (kind: MetricFilter['kind'], name: Aggregation): boolean =>
  kind !== 'sum' && name !== 'rate' && name !== 'increase'

/** A metric over time, grouped by an attribute. */
export const metricSeries = question({
  name: 'metric-series',
  summary: 'A metric over time: rate, sum, average or percentile, grouped by an attribute, with exemplars.',
  params: Type.Object({
    ...metricFilterFields,
    aggregation: Type.Optional(aggregation),
    groupBy: Type.Optional(Type.String({ description: 'Attribute that lines are told apart by.' })),
  }),
  answer,
  run: async ({ store, timeoutMs }, filter) => {
    const { unit, isCounter, gap } = await loadFacts(store, filter, timeoutMs)
    const allowed: readonly Aggregation[] = aggregationsOf[isCounter ? 'counter' : filter.kind]
    const name = allowed.find((each) => each === filter.aggregation) ?? allowed[0] ?? 'average'
    const step = toStep(filter, { least: gap })
    const { sql: conditions, params } = toMetricConditions(filter, Math.max(step, 2 * gap))
    const group = filter.groupBy ? toAttribute(filter.groupBy, 'groupBy') : "''"
    const parts = { table: metricTables[filter.kind], conditions, group, series: seriesHash }
    const bound = { ...(params as Record<string, string | number>), step, groupBy: filter.groupBy ?? '' }
    const plan = { store, filter, parts, params: bound, step, timeoutMs }
    const [values, exemplars] = await Promise.all([
      loadValues(plan, name, isCounter),
      hasExemplars(filter.kind, name) ? loadExemplars(store, filter, { step, timeoutMs }) : [],
    ])
    const axis = toAxis(filter, step)
    return { step, t: axis, unit, aggregation: name, aggregations: [...allowed], ...toSeries(values, axis), exemplars }
  },
})
