import type { JSX } from 'preact'
import type { AnswerOf } from '../../api.ts'
import { formatWhole } from '../../format.ts'
import type { ParamName } from '../../params.ts'
import { param, setParams } from '../../router.ts'
import { type Facet, FacetPanel } from '../../search/facet-panel.tsx'
import { isSampled, largerSample, mergeCounts } from '../../search/merge-counts.ts'
import { serviceColors } from '../../search/service-color.ts'
import { attributeFacet } from '../../search/term-facet.ts'
import { type Progress, useProgressive } from '../../search/use-progressive.ts'
import type { readTraceFilter } from './trace-filter.ts'

type Facets = AnswerOf<'traces-facets'>

const mergeFacets = (newer: Facets, older: Facets): Facets => ({
  ...older,
  services: mergeCounts(newer.services, older.services),
  names: mergeCounts(newer.names, older.names),
  statuses: mergeCounts(newer.statuses, older.statuses),
  attributes: [...largerSample(newer.attributes, older.attributes)],
})

/** A facet with its own parameter in the address. */
const paramFacet = (key: ParamName, title: string, items: Facet['items']): Facet => ({
  key,
  title,
  items,
  chosen: param(key) ? [param(key)] : [],
  onToggle: (value) => setParams({ [key]: param(key) === value ? undefined : value }),
  open: true,
})

const hidden = new Set(['service.name', 'http.route'])

/** Asks what the traces of a filter can be narrowed down by. */
export const useTraceFacets = (filter: ReturnType<typeof readTraceFilter>): Progress<'traces-facets'> =>
  useProgressive('traces-facets', { ...filter, wholeMs: filter.to - filter.from }, mergeFacets)

/** What traces can be narrowed down by. */
export const TraceFacets = ({ found }: { found: Progress<'traces-facets'> }): JSX.Element => {
  const { data, complete, address } = found
  if (!data) return <FacetPanel facets={[]} />
  const colors = serviceColors(data.services.map(({ value }) => value))
  const services = data.services.map((item) => ({ ...item, color: colors.get(item.value) ?? '' }))
  const statuses = data.statuses.map((item) => ({ ...item, color: item.value === 'error' ? '--bad' : '--good' }))
  const sampled = isSampled(data.sampled, data.services)
  const facets = [
    paramFacet('status', 'Status', statuses),
    paramFacet('service', 'Service', services),
    paramFacet('name', 'Span name', data.names),
    ...data.attributes
      .filter(({ key }) => !hidden.has(key))
      .map(({ key, values }) => attributeFacet(key, values, sampled)),
  ]
  return (
    <FacetPanel
      facets={facets}
      note={`Attributes are counted in the newest ${formatWhole(data.sampled)} spans.`}
      isPartial={!complete}
      address={address}
    />
  )
}
