import type { AnswerOf, ParamsOf } from '../api.ts'
import { param } from '../router.ts'
import type { TimeRange } from '../time-range.ts'
import type { Metric } from './metric-list.tsx'

/** Filters of the address, `key=value` in lines. */
export const readWhere = (): string[] => param('where').split('\n').filter(Boolean)

/** Stands for "no group" in the address, where nothing means the service. */
export const noGroup = '-'

/** Attribute in the address by which lines are grouped; empty for none. */
export const readGroupBy = (): string => {
  const by = param('by') || 'service.name'
  return by === noGroup ? '' : by
}

/** A metric as the address narrows it down. */
export const toMetricFilter = ({ name, kind }: Metric, { from, to }: TimeRange): ParamsOf<'metric-attributes'> => {
  const service = param('service')
  return { from, to, metric: name, kind, ...(service && { service }) }
}

/** A metric as it is shown when nothing is chosen: a line a service. */
export const toSeriesParams = (metric: Metric, time: TimeRange): ParamsOf<'metric-series'> => ({
  ...toMetricFilter(metric, time),
  groupBy: 'service.name',
})

/** A metric as the address shows it. */
export const readSeriesParams = (metric: Metric, time: TimeRange): ParamsOf<'metric-series'> => {
  const [where, groupBy] = [readWhere(), readGroupBy()]
  const aggregation = param('agg') as AnswerOf<'metric-series'>['aggregation'] | ''
  return {
    ...toMetricFilter(metric, time),
    ...(where.length > 0 && { where }),
    ...(aggregation && { aggregation }),
    ...(groupBy && { groupBy }),
  }
}
