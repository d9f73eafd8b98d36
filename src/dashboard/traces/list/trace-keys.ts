import type { AnswerOf } from '../../api.ts'
import type { KnownKey } from '../../search/completion.ts'
import { toKnownKey } from '../../search/known-keys.ts'

type Facets = AnswerOf<'traces-facets'>

const texts = (...values: readonly string[]): KnownKey['values'] => values.map((value) => ({ value }))

/** Both are always on offer: that none failed here may not hold for the search one is about to write. */
const toStatuses = (facets: Facets | undefined): KnownKey['values'] =>
  ['error', 'ok'].map((value) => facets?.statuses.find((each) => each.value === value) ?? { value })

/** Keys with a special meaning in the search of traces, which are no attributes. */
const toOwnKeys = (facets: Facets | undefined): readonly KnownKey[] => {
  const attribute = (key: string): KnownKey['values'] =>
    facets?.attributes.find((each) => each.key === key)?.values ?? []
  return [
    { key: 'service', values: facets?.services ?? [] },
    { key: 'name', note: 'span name', values: facets?.names ?? [] },
    {
      key: 'status',
      note: 'error, ok or HTTP status',
      values: [...toStatuses(facets), ...texts('4xx', '5xx'), ...attribute('http.response.status_code')],
    },
    { key: 'duration', ordered: true, measured: true, values: texts('100ms', '250ms', '1s', '10s') },
    { key: 'route', values: attribute('http.route') },
    { key: 'kind', values: texts('server', 'client', 'internal', 'producer', 'consumer') },
    { key: 'exception', note: 'type or message', optional: true, values: attribute('exception.type') },
    { key: 'event', note: 'name of an event', optional: true, values: [] },
    { key: 'message', note: 'status message', values: [] },
  ]
}

/** What the search of traces can be completed with. */
export const toTraceKeys = (facets: Facets | undefined): readonly KnownKey[] => [
  ...toOwnKeys(facets),
  ...(facets?.attributes ?? []).filter(({ key }) => key !== 'service.name').map(toKnownKey),
]
