import type { JSX } from 'preact'
import type { AnswerOf, ParamsOf } from '../api.ts'
import { Chips } from '../components/chips.tsx'
import { Picker } from '../components/picker.tsx'
import { ScaleSwitch } from '../components/scale-switch.tsx'
import { formatThings } from '../format.ts'
import { param, setParams } from '../router.ts'
import { useAnswer } from '../use-answer.ts'

const aggregationNames: Readonly<Record<string, string>> = {
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

/** Filters of the address, `key=value` in lines. */
export const readWhere = (): string[] => param('where').split('\n').filter(Boolean)

/** Filters as the question takes them. */
export const whereParams = (where: readonly string[]): { where?: string[] } =>
  where.length > 0 ? { where: [...where] } : {}

const setWhere = (where: readonly string[]): void => setParams({ where: where.join('\n') })

type ControlsProps = {
  readonly filter: ParamsOf<'metric-attributes'>
  readonly data: AnswerOf<'metric-series'> | undefined
}

/** How the metric is shown: aggregation, attribute to group by, filters. All of it is in the address. */
export const MetricControls = ({ filter, data }: ControlsProps): JSX.Element => {
  const attributes = useAnswer('metric-attributes', filter).data?.attributes ?? []
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
        value={param('by')}
        options={[{ value: '', label: 'nothing' }, ...groups]}
        onPick={(by) => setParams({ by })}
      />
      <Picker label="Where" value="" options={filters} onPick={add} placeholder="add a filter" />
      <ScaleSwitch />
      <Chips
        chips={where.map((text) => ({ key: text, label: text.replace('=', ' = '), onRemove: () => remove(text) }))}
      />
    </div>
  )
}
