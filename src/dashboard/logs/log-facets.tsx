import type { JSX } from 'preact'
import type { AnswerOf } from '../api.ts'
import { formatWhole } from '../format.ts'
import { param, setParams } from '../router.ts'
import { type Facet, FacetPanel } from '../search/facet-panel.tsx'
import { isSampled, largerSample, mergeCounts } from '../search/merge-counts.ts'
import { serviceColors } from '../search/service-color.ts'
import { attributeFacet, termFacet } from '../search/term-facet.ts'
import { addTerm, toTerm } from '../search/terms.ts'
import { type Progress, useProgressive } from '../search/use-progressive.ts'
import type { LogFilter } from './log-filter.ts'
import { type Severity, severityColors, severityNames } from './severity.ts'

type Facets = AnswerOf<'logs-facets'>

const mergeFacets = (newer: Facets, older: Facets): Facets => ({
  ...older,
  services: mergeCounts(newer.services, older.services),
  severities: mergeCounts(newer.severities, older.severities),
  attributes: [...largerSample(newer.attributes, older.attributes)],
})

const toColors = (items: Facets['services']) => serviceColors(items.map(({ value }) => value))

const serviceFacet = (items: Facets['services'], colors = toColors(items)): Facet => ({
  key: 'service',
  title: 'Service',
  items: items.map((item) => ({ ...item, color: colors.get(item.value) ?? '' })),
  chosen: param('service') ? [param('service')] : [],
  onToggle: (value) => setParams({ service: param('service') === value ? undefined : value }),
  onExclude: (value) => setParams({ q: addTerm(param('q'), toTerm('service', value), { exclude: true }) }),
  open: true,
})

const rank = ({ value }: { value: string }): number => severityNames.indexOf(value as Severity)

const hidden = new Set(['service.name', 'exception.stacktrace'])

/** Asks what the lines of a filter can be narrowed down by. */
export const useLogFacets = (filter: LogFilter): Progress<'logs-facets'> =>
  useProgressive('logs-facets', filter, mergeFacets)

/** What log lines can be narrowed down by. */
export const LogFacets = ({ found }: { found: Progress<'logs-facets'> }): JSX.Element => {
  const { data, complete, address } = found
  if (!data) return <FacetPanel facets={[]} />
  const severities = data.severities
    .toSorted((a, b) => rank(b) - rank(a))
    .map((item) => ({ ...item, color: severityColors[item.value as Severity] }))
  const sampled = isSampled(data.sampled, data.services)
  const facets = [
    termFacet('level', 'Severity', severities, true),
    serviceFacet(data.services),
    ...data.attributes
      .filter(({ key }) => !hidden.has(key))
      .map(({ key, values }) => attributeFacet(key, values, sampled)),
  ]
  return (
    <FacetPanel
      facets={facets}
      note={`Attributes are counted in the newest ${formatWhole(data.sampled)} lines.`}
      isPartial={!complete}
      address={address}
    />
  )
}
