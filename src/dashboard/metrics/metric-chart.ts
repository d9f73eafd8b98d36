import type { AnswerOf } from '../api.ts'
import type { Earlier } from '../compare.ts'
import type { AxisScale } from '../components/axis-ticks.ts'
import type { ChartDot, ChartSeries } from '../components/chart-options.ts'
import { formatUnit, formatUnits } from '../format.ts'
import { seriesColor } from '../search/service-color.ts'
import { toLater } from '../to-later.ts'
import { traceHref } from '../traces/trace-href.ts'
import type { Metric } from './metric-list.tsx'

export type Series = AnswerOf<'metric-series'>
type Kind = Metric['kind']

/**
 * Unit of what is shown: a counter of seconds that grows by one each second is one core, or one thing, at work all the
 * time.
 */
const shownUnit = (unit: string, { aggregation }: Series, kind: Kind): string => {
  const counts = kind !== 'gauge' && kind !== 'sum' && (aggregation === 'rate' || aggregation === 'increase')
  const base = counts ? '' : unit
  if (aggregation !== 'rate') return base
  return base === 's' ? 'cores' : `${base}/s`
}

/** How values of a metric are written. */
export const toFormat =
  (unit: string, data: Series, kind: Kind) =>
  (value: number | null | undefined): string =>
    formatUnit(value, shownUnit(unit, data, kind))

/** How values of a metric's axis are written. */
export const toAxisFormat =
  (data: Series, kind: Kind) =>
  (values: readonly number[]): readonly string[] =>
    formatUnits(values, shownUnit(data.unit, data, kind))

const scales: Readonly<Record<string, AxisScale>> = {
  By: { steps: 'binary' },
  'By/s': { steps: 'binary' },
  s: { steps: 'time', factor: 1e3 },
  ms: { steps: 'time' },
  us: { steps: 'time', factor: 1e-3 },
  ns: { steps: 'time', factor: 1e-6 },
}

/** Which values of a metric's axis are round. */
export const toScale = (data: Series, kind: Kind): AxisScale => scales[shownUnit(data.unit, data, kind)] ?? {}

/** Colours of lines by their groups; others have the next one each. */
type Colors = ReadonlyMap<string, string>

/** Lines in a unit that does not convert to that of the axis say so in their names. */
export const toChartSeries = (data: Series, kind: Kind, colors?: Colors): ChartSeries[] => {
  const rest = data.series.some(({ group }) => group) ? '(none)' : data.aggregation
  return data.series.map(({ group, unit, values }, index) => {
    const name = group || rest
    const isOther = unit !== data.unit
    return {
      name: isOther ? `${name} in ${unit || 'no unit'}` : name,
      color: colors?.get(group) ?? seriesColor(index),
      kind: data.series.length === 1 ? 'area' : 'line',
      values,
      ...(isOther && { format: toFormat(unit, data, kind) }),
    }
  })
}

/** Lines of an earlier time, each in the colour of its line, by the name of that. */
export const toEarlierSeries = (
  data: Series,
  series: readonly ChartSeries[],
  before: Series,
  { name: time, shiftMs }: Earlier,
  kind: Kind,
): ReadonlyMap<string, ChartSeries> => {
  const earlier = new Map(toChartSeries(before, kind).map((each) => [each.name, each]))
  return new Map(
    series.flatMap(({ name, color, format }) => {
      const found = earlier.get(name)
      if (!found) return []
      const values = toLater(data, before, found.values, shiftMs)
      return [[name, { name: `${name}, ${time}`, color, kind: 'dashes', values, ...(format && { format }) }]]
    }),
  )
}

/** Exemplars as dots that lead to their traces. */
export const toDots = ({ exemplars }: Series): ChartDot[] =>
  exemplars.map(({ t, value, traceId, spanId }) => ({
    ms: t * 1000,
    value,
    id: traceHref(traceId, spanId),
    color: '--series-4',
  }))
