import type { AnswerOf } from '../api.ts'
import type { KnownKey } from '../search/completion.ts'
import { toKnownKey } from '../search/known-keys.ts'
import { severityNames } from './severity.ts'

type Facets = AnswerOf<'logs-facets'>

const toLevels = (facets: Facets | undefined): KnownKey['values'] =>
  severityNames.toReversed().map((value) => {
    const count = facets?.severities.find((each) => each.value === value)?.count
    return count === undefined ? { value } : { value, count }
  })

/** Keys with a special meaning in the search of logs, which are no attributes. */
const toOwnKeys = (facets: Facets | undefined): readonly KnownKey[] => [
  { key: 'level', note: 'severity', ordered: true, values: toLevels(facets) },
  { key: 'service', values: facets?.services ?? [] },
  { key: 'message', note: 'the text of the line', values: [] },
  { key: 'trace', note: 'trace id', optional: true, values: [] },
  { key: 'event', note: 'event name', optional: true, values: [] },
]

/** What the search of logs can be completed with. */
export const toLogKeys = (facets: Facets | undefined): readonly KnownKey[] => [
  ...toOwnKeys(facets),
  ...(facets?.attributes ?? [])
    .filter(({ key }) => key !== 'service.name' && key !== 'exception.stacktrace')
    .map(toKnownKey),
]
