import { toAttributeKey } from '../../search-language/own-keys.ts'
import { param, setParams } from '../router.ts'
import type { Facet } from './facet-panel.tsx'
import { addTerm, removeTerm, splitTerms, toTerm } from './terms.ts'

/** A facet whose values are terms of the query. */
export const termFacet = (key: string, title: string, items: Facet['items'], open = false): Facet => {
  const terms = splitTerms(param('q'))
  return {
    key,
    title,
    items,
    chosen: items.map(({ value }) => value).filter((value) => terms.includes(toTerm(key, value))),
    onToggle: (value) => {
      const term = toTerm(key, value)
      setParams({ q: terms.includes(term) ? removeTerm(param('q'), term) : addTerm(param('q'), term) })
    },
    onExclude: (value) => setParams({ q: addTerm(param('q'), toTerm(key, value), { exclude: true }) }),
    open,
  }
}

/** A facet of the values of an attribute, counted in a sample or in everything. */
export const attributeFacet = (name: string, items: Facet['items'], isSampled: boolean): Facet => ({
  ...termFacet(toAttributeKey(name), name, items),
  isSampled,
})
