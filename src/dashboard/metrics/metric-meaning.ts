import type { AnswerOf } from '../api.ts'
import { formatDuration } from '../format.ts'

type Aggregation = AnswerOf<'metric-series'>['aggregation']
type Attribute = AnswerOf<'metric-attributes'>['attributes'][number]
type Kind = AnswerOf<'metric-list'>['metrics'][number]['kind']

type Shown = {
  readonly kind: Kind
  readonly aggregation: Aggregation
  /** Width of a point, seconds. */
  readonly step: number
  readonly attributes: readonly Attribute[]
  readonly groupBy: string
  /** Attributes that are fixed by a filter. */
  readonly fixed: readonly string[]
}

/** Attributes of a process: of as many as there are services, each service has its own. */
const ofProcess: readonly string[] = ['service.name', 'service.instance.id', 'service.version', 'host.name']

/**
 * What a line aggregates: attributes with more than one value that it is not grouped by, directly or by a related
 * attribute.
 */
const toParts = ({ attributes, groupBy, fixed }: Shown): string => {
  const groups = ofProcess.includes(groupBy) ? (attributes.find(({ key }) => key === groupBy)?.total ?? 0) : 0
  const names = attributes
    .filter(({ key, total }) => total > 1 && key !== groupBy && !fixed.includes(key))
    .filter(({ key, total }) => !ofProcess.includes(key) || total > groups)
    .map(({ key, total }) => `${key} (${total})`)
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter(Boolean).join(' and ')
}

const isMeasured = (kind: Kind): boolean => kind === 'histogram' || kind === 'exponential_histogram'

/** One sentence on how many points become one: over which time, and over which attributes. */
export const toMeaning = (shown: Shown): string => {
  const { kind, aggregation } = shown
  const step = formatDuration(shown.step * 1000)
  const parts = toParts(shown)
  const across = (verb: string): string => (parts ? `, ${verb} ${parts}` : '')
  if (aggregation === 'rate') return `Increase per second, averaged over ${step}${across('summed across')}.`
  if (aggregation === 'increase') return `Increase in ${step}${across('summed across')}.`
  if (aggregation === 'min') return `Lowest value in ${step}${across('across')}.`
  if (aggregation === 'max') return `Highest value in ${step}${across('across')}.`
  if (aggregation === 'sum') return `Average of each series in ${step}${across('summed across')}.`
  if (isMeasured(kind)) {
    const what = aggregation === 'average' ? 'Mean' : `${aggregation.slice(1)}th percentile`
    return `${what} of all measurements in ${step}${across('across')}.`
  }
  if (aggregation === 'average') return `Average over ${step}${across('across')}.`
  return `Percentile that the sender computed${across('averaged across')}.`
}
