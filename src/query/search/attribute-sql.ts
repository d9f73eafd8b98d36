import { type AttributePlace, placesOf, todaysNames } from '../../search-language/renamed-attributes.ts'

/** The value of one key of a map; `key` is SQL: a literal or a placeholder. */
export const toPlaceSql = (map: string, key: string, part: AttributePlace['part']): string => {
  const value = `${map}[${key}]`
  if (part === 'path') return `path(${value})`
  if (part === 'query') return `queryString(${value})`
  if (part === 'target') return `concat(${value}, if(${map}['url.query'] = '', '', concat('?', ${map}['url.query'])))`
  return value
}

/** The value of an attribute under any of its names. `name` comes from code, never from a user. */
export const toAttributeSql = (map: string, name: string): string => {
  const values = placesOf(name).map((place) => toPlaceSql(map, `'${place.name}'`, place.part))
  return values.reduceRight((rest, value) => `if(${value} != '', ${value}, ${rest})`)
}

const quoted = (names: Iterable<string>): string => [...names].map((name) => `'${name}'`).join(', ')

const old = quoted(todaysNames.keys())

/** Pairs of current name and value, each once: a program may send both names. Most rows have no old names. */
export const toTodaysPairsSql = (pairs: string): string => `if(arrayExists(pair -> pair.1 IN (${old}), ${pairs}),
  arrayDistinct(arrayMap(pair -> (transform(pair.1, [${old}], [${quoted(todaysNames.values())}], pair.1), pair.2), ${pairs})), ${pairs})`
