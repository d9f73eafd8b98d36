import { useRef } from 'preact/hooks'
import { toAttributeKey } from '../../search-language/own-keys.ts'
import type { AnswerOf } from '../api.ts'
import type { KnownKey, KnownValue } from './completion.ts'

type Attribute = AnswerOf<'logs-facets'>['attributes'][number]

const isNumber = ({ value }: KnownValue): boolean => value.trim() !== '' && Number.isFinite(Number(value))

/** An attribute with its commonest values, as the facets have it. */
export const toKnownKey = ({ key, count, values }: Attribute): KnownKey => ({
  key: toAttributeKey(key),
  count,
  values,
  optional: true,
  ordered: values.length > 0 && values.every(isNumber),
})

/**
 * Keys of this answer and of those before: a search that finds little would else leave nothing to complete with. What
 * was met last counts.
 */
export const useKnownKeys = (keys: readonly KnownKey[]): readonly KnownKey[] => {
  const met = useRef<ReadonlyMap<string, KnownKey>>(new Map())
  const next = new Map(keys.map((each) => [each.key, each]))
  for (const [key, before] of met.current) {
    const now = next.get(key)
    if (!now) next.set(key, before)
    else if (now.values.length < before.values.length) {
      const known = new Set(now.values.map(({ value }) => value))
      // Counts of another search would mislead.
      const others = before.values
        .filter(({ value }) => !known.has(value))
        .map(({ value, note }) => (note ? { value, note } : { value }))
      next.set(key, { ...now, values: [...now.values, ...others] })
    }
  }
  met.current = next
  return [...next.values()]
}
