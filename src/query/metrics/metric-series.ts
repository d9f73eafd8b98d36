import { type Static, Type } from 'typebox'
import { toMetricTable } from '../../tables.ts'
import { question } from '../question.ts'
import { axisFields, points } from '../series-answer.ts'
import { toAxis, toColumn, toStep } from '../time-range.ts'
import { loadExemplars } from './metric-exemplars.ts'
import { loadMetricFacts, type MetricFacts } from './metric-facts.ts'
import { type MetricFilter, metricFilterFields, toAttribute, toMetricConditions } from './metric-filter.ts'
import { type Aggregation, aggregation, aggregationsOf } from './metric-kinds.ts'
import type { MetricSql } from './metric-series-sql.ts'
import { loadMetricValues, type MetricValue } from './metric-values.ts'

/** Maximum groups of an answer; those with the smallest values are omitted. */
const maxGroups = 20

const answer = Type.Object({
  ...axisFields,
  unit: Type.String({ description: 'The commonest unit; values in units that convert to it are converted.' }),
  aggregation,
  aggregations: Type.Array(aggregation, { description: 'Those that make sense for this metric.' }),
  series: Type.Array(
    Type.Object({
      group: Type.String(),
      unit: Type.String({ description: 'Unit of the values: another one only where it does not convert.' }),
      values: points('Values of the group.'),
    }),
  ),
  groups: Type.Integer({ description: 'Number of groups there are; more than those answered when cut off.' }),
  exemplars: Type.Array(
    Type.Object({ t: Type.Integer(), value: Type.Number(), traceId: Type.String(), spanId: Type.String() }),
  ),
})

type Lines = Pick<Static<typeof answer>, 'series' | 'groups'>

/** The highest groups, in the order of their names; those of the commonest unit first. */
const toSeries = (values: readonly MetricValue[], axis: readonly number[], { units }: MetricFacts): Lines => {
  const byLine = Map.groupBy(values, ({ group, unit }) => JSON.stringify([group, unit]))
  const highest = (rows: readonly MetricValue[]): number =>
    rows.reduce((top, { value }) => Math.max(top, value ?? 0), 0)
  const kept = [...byLine.values()].toSorted((a, b) => highest(b) - highest(a)).slice(0, maxGroups)
  const place = (unit: string): number => units.findIndex(({ shown }) => shown === unit)
  const series = kept.map((rows) => {
    const { group = '', unit = '' } = rows[0] ?? {}
    return { group, unit, values: toColumn(axis, rows, ({ value }) => value) }
  })
  const ordered = series.toSorted((a, b) => place(a.unit) - place(b.unit) || a.group.localeCompare(b.group))
  return { series: ordered, groups: byLine.size }
}

/** Exemplars have the unit of single values: they belong beside quantiles and means, not beside rates. */
const hasExemplars = (kind: MetricFilter['kind'], name: Aggregation): boolean =>
  kind !== 'sum' && name !== 'rate' && name !== 'increase'

/** SQL of the unit of a point and of its factor; constants where there is only one. */
const toUnitSql = ({ units }: MetricFacts) => {
  if (units.length <= 1) return { unit: '{shownUnit:String}', factor: '1', params: {} }
  return {
    unit: 'transform(MetricUnit, {units:Array(String)}, {shown:Array(String)}, MetricUnit)',
    factor: 'transform(MetricUnit, {units:Array(String)}, {factors:Array(Float64)}, toFloat64(1))',
    params: {
      units: units.map(({ unit }) => unit),
      shown: units.map(({ shown }) => shown),
      factors: units.map(({ factor }) => factor),
    },
  }
}

/** Least seconds around the range that are read too, to know the points before its start and after its end. */
const minMarginSeconds = 300

const toPlan = (filter: MetricFilter & { readonly groupBy?: string }, facts: MetricFacts) => {
  const around = Math.max(minMarginSeconds, 4 * facts.gap)
  const { sql, params } = toMetricConditions(filter, around)
  const { params: unitParams, ...unitSql } = toUnitSql(facts)
  const { kind } = filter
  const parts: MetricSql = {
    ...unitSql,
    table: toMetricTable(kind),
    conditions: kind === 'sum' ? `${sql}\n  AND IsMonotonic = ${facts.isCounter}` : sql,
    group: filter.groupBy ? toAttribute(filter.groupBy, 'groupBy') : "''",
    isDelta: kind === 'gauge' || kind === 'summary' ? 'false' : 'AggregationTemporality = 1',
  }
  return {
    parts,
    params: {
      ...params,
      ...unitParams,
      shownUnit: facts.units[0]?.shown ?? '',
      end: facts.newest,
      groupBy: filter.groupBy ?? '',
    },
  }
}

/** A metric over time, grouped by an attribute. */
export const metricSeries = question({
  name: 'metric-series',
  access: 'read',
  summary: 'A metric over time: rate, sum, average or percentile, grouped by an attribute, with exemplars.',
  params: Type.Object({
    ...metricFilterFields,
    aggregation: Type.Optional(aggregation),
    groupBy: Type.Optional(Type.String({ description: 'Attribute that lines are told apart by.' })),
  }),
  answer,
  run: async ({ store, timeoutMs }, filter) => {
    const facts = await loadMetricFacts(store, filter, timeoutMs)
    const { isCounter, units } = facts
    const allowed: readonly Aggregation[] = aggregationsOf[isCounter ? 'counter' : filter.kind]
    const name = allowed.find((each) => each === filter.aggregation) ?? allowed[0] ?? 'average'
    const step = toStep(filter, { least: facts.gap })
    const { parts, params } = toPlan(filter, facts)
    const bound = { ...params, step }
    const plan = { store, kind: filter.kind, isCounter, parts, params: bound, points: facts.points, timeoutMs }
    const [values, exemplars] = await Promise.all([
      loadMetricValues(plan, name),
      hasExemplars(filter.kind, name) ? loadExemplars(plan) : [],
    ])
    const axis = toAxis(filter, step)
    const unit = units[0]?.shown ?? ''
    const lines = toSeries(values, axis, facts)
    return {
      step,
      t: axis,
      end: filter.to / 1000,
      unit,
      aggregation: name,
      aggregations: [...allowed],
      ...lines,
      exemplars,
    }
  },
})
