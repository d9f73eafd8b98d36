import type { JSX } from 'preact'
import type { AnswerOf } from '../api.ts'
import { Chips } from '../components/chips.tsx'
import { Picker } from '../components/picker.tsx'
import { ScaleSwitch } from '../components/scale-switch.tsx'
import { formatThings } from '../format.ts'
import { setParams } from '../router.ts'
import { range } from '../time-range.ts'
import { useAnswer } from '../use-answer.ts'
import type { Metric } from './metric-list.tsx'
import { toMeaning } from './metric-meaning.ts'
import { noGroup, readGroupBy, readWhere, toMetricFilter } from './metric-params.ts'

/** Aggregations in words. */
export const aggregationNames: Readonly<Record<string, string>> = {
  rate: 'Rate per second',
  increase: 'Increase per point',
  sum: 'Sum',
  average: 'Average',
  min: 'Lowest',
  max: 'Highest',
  p50: 'p50, median',
  p90: 'p90',
  p95: 'p95',
  p99: 'p99',
}

const setWhere = (where: readonly string[]): void => setParams({ where: where.join('\n') })

type ControlsProps = {
  readonly metric: Metric
  readonly data: AnswerOf<'metric-series'> | undefined
}

/**
 * How the metric is shown: aggregation, attribute to group by, filters, and what that means. All of it is in the
 * address.
 */
export const MetricControls = ({ metric, data }: ControlsProps): JSX.Element => {
  const attributes = useAnswer('metric-attributes', toMetricFilter(metric, range.value)).data?.attributes ?? []
  const where = readWhere()
  const aggregations = (data?.aggregations ?? []).map((value) => ({ value, label: aggregationNames[value] ?? value }))
  const groups = attributes.map(({ key, total }) => ({ value: key, label: key, note: formatThings(total, 'value') }))
  const filters = attributes.flatMap(({ key, values }) =>
    values.map((value) => ({ value: `${key}=${value}`, label: `${key} = ${value}` })),
  )
  const add = (text: string): void => {
    if (!where.includes(text)) setWhere([...where, text])
  }
  const remove = (text: string): void => setWhere(where.filter((each) => each !== text))
  return (
    <div class="metric-controls">
      <Picker
        label="Show"
        value={data?.aggregation ?? ''}
        options={aggregations}
        onPick={(agg) => setParams({ agg })}
        placeholder="…"
      />
      <Picker
        label="Group by"
        value={readGroupBy() || noGroup}
        options={[{ value: noGroup, label: 'nothing' }, ...groups]}
        onPick={(by) => setParams({ by })}
      />
      <Picker label="Where" value="" options={filters} onPick={add} placeholder="add a filter" />
      <ScaleSwitch />
      <Chips
        chips={where.map((text) => ({ key: text, label: text.replace('=', ' = '), onRemove: () => remove(text) }))}
      />
      {data && (
        <p class="meaning">
          {toMeaning({
            kind: metric.kind,
            aggregation: data.aggregation,
            step: data.step,
            attributes,
            groupBy: readGroupBy(),
            fixed: where.map((text) => text.split('=')[0] ?? ''),
          })}
        </p>
      )}
    </div>
  )
}
