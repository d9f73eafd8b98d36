import { quote, toAttributeKey } from '../../search-language/own-keys.ts'

const plain = /^[^\s()"*<>=-][^\s()"*]*$/

/** A value in the search language: quoted if it contains special characters. */
export const quoteValue = (value: string): string => (plain.test(value) ? value : quote(value))

/** `key:value` of the search language, for a key of its own. */
export const toTerm = (key: string, value: string): string => `${key}:${quoteValue(value)}`

/** The term for a value of an attribute, whatever its name is. */
export const toAttributeTerm = (name: string, value: string): string => toTerm(toAttributeKey(name), value)

/** The query with one more term, or with the opposite of it in place; unchanged when it is there already. */
export const addTerm = (query: string, term: string, { exclude = false } = {}): string => {
  const wanted = exclude ? `-${term}` : term
  const opposite = exclude ? term : `-${term}`
  const parts = splitTerms(query)
  if (parts.includes(wanted)) return query
  const kept = parts.filter((part) => part !== opposite)
  return [...kept, wanted].join(' ')
}

/** The query without a term. */
export const removeTerm = (query: string, term: string): string =>
  splitTerms(query)
    .filter((part) => part !== term)
    .join(' ')

/** Terms of a query, separated by spaces outside quotes. A query with OR or brackets is one term. */
export const splitTerms = (query: string): string[] => {
  const text = query.trim()
  if (text === '') return []
  const outside = text.replace(/"(?:\\.|[^"\\])*"/g, '')
  if (/[()]/.test(outside)) return [text]
  if (/(^|\s)(OR|AND|NOT)(\s|$)/.test(outside)) return [`(${text})`]
  return text.match(/(?:"(?:\\.|[^"\\])*"|[^\s"])+/g) ?? []
}
