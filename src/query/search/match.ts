import { type Comparison, type FieldNode, SearchError } from '../../search-language/node.ts'
import type { IdKey } from '../../search-language/own-keys.ts'
import { type AttributePlace, isOfResource, placesOf } from '../../search-language/renamed-attributes.ts'
import { toPlaceSql } from './attribute-sql.ts'
import type { Binder } from './binder.ts'

const toLike = (value: string): string => value.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%')

/** A bare `*` requires only that the key exists. */
export const asksPresence = (node: FieldNode): boolean => node.value === '*' && !node.quoted && node.comparison === '='

export const hasWildcard = (node: FieldNode): boolean => !node.quoted && node.value.includes('*')

/** Condition on a column or expression of type String. */
export const matchString = (expression: string, node: FieldNode, binder: Binder): string => {
  if (node.comparison !== '=') return matchNumber(`toFloat64OrNull(${expression})`, node, binder)
  if (asksPresence(node)) return `${expression} != ''`
  if (hasWildcard(node)) return `${expression} LIKE ${binder.text(toLike(node.value))}`
  return `${expression} = ${binder.text(node.value)}`
}

/** Matches a column of type String. */
export const matchColumn =
  (column: string) =>
  (node: FieldNode, binder: Binder): string =>
    matchString(column, node, binder)

/** The same for ids, which are kept in lower case. */
export const matchId =
  (column: string) =>
  (node: FieldNode, binder: Binder): string =>
    matchString(column, { ...node, value: node.value.toLowerCase() }, binder)

/** Conditions on the ids that spans and log records share, by all of their keys. */
export const idMatches: Readonly<Record<IdKey, ReturnType<typeof matchId>>> = {
  trace: matchId('TraceId'),
  traceid: matchId('TraceId'),
  trace_id: matchId('TraceId'),
  span: matchId('SpanId'),
  spanid: matchId('SpanId'),
  span_id: matchId('SpanId'),
}

/** Condition on a number; a text that is not a number does not match. */
export const matchNumber = (expression: string, node: FieldNode, binder: Binder): string => {
  const wanted = Number(node.value)
  if (node.value.trim() === '' || !Number.isFinite(wanted)) {
    throw new SearchError(`${node.key}:${node.comparison} needs a number`, node)
  }
  return `ifNull(${expression} ${node.comparison} ${binder.number(wanted)}, 0)`
}

/** Condition on one attribute of `Map` columns, under any of its names: it holds when it holds in any of them. */
export const matchAttribute = (maps: readonly string[], node: FieldNode, binder: Binder): string => {
  const matchPlace = (map: string, { name, part }: AttributePlace): string => {
    const key = binder.text(name)
    const isThere = `mapContains(${map}, ${key})`
    if (asksPresence(node) && part !== 'query') return isThere
    const condition = matchString(toPlaceSql(map, key, part), node, binder)
    // Added to the condition so that the index on keys can skip; for an equality the index on values is enough.
    const isFoundByValue = node.comparison === '=' && !hasWildcard(node) && part === undefined
    // An empty value does not equal a missing one.
    return isFoundByValue && node.value !== '' ? condition : `(${isThere} AND ${condition})`
  }
  const places = placesOf(node.key)
  // Reading a map costs time for every row, so only necessary ones are read.
  const own = isOfResource(node.key) ? places : [{ name: node.key }]
  const placesIn = (map: string): readonly AttributePlace[] => (map === 'ResourceAttributes' ? own : places)
  return `(${maps.flatMap((map) => placesIn(map).map((place) => matchPlace(map, place))).join(' OR ')})`
}

const units: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  min: 60e9,
  h: 3600e9,
}

/** `250ms`, `1.5s`, `2m`; a bare number is milliseconds. Returns nanoseconds. */
export const parseDuration = (node: FieldNode): number => {
  const match = /^(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|min|h)?$/.exec(node.value)
  if (match === null) throw new SearchError(`${node.key}: needs a duration, for example ${node.key}:>250ms`, node)
  return Number(match[1]) * (units[match[2] ?? 'ms'] as number)
}

export const compare = (expression: string, comparison: Comparison, value: string): string =>
  `${expression} ${comparison} ${value}`
