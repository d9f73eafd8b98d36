import { allowedAggregates, allowedCombinators } from './allowed-aggregates.ts'
import { allowedFunctions } from './allowed-functions.ts'

const toNames = (text: string): string[] => text.trim().toLowerCase().split(/\s+/)

/** What the syntax tree calls a function and is none. */
const syntax = ['exists', 'grouping', 'lambda', 'untuple']

const functions: ReadonlySet<string> = new Set([...Object.values(allowedFunctions).flatMap(toNames), ...syntax])
const aggregates: ReadonlySet<string> = new Set(toNames(allowedAggregates))
const combinators = allowedCombinators.map((name) => name.toLowerCase())

const isAggregate = (name: string): boolean =>
  aggregates.has(name) ||
  combinators.some((ending) => name.endsWith(ending) && isAggregate(name.slice(0, -ending.length)))

/** Tells whether a statement may call a function, in whatever case it is written: the engine takes some names in any. */
export const isAllowedFunction = (name: string): boolean => {
  const lower = name.toLowerCase()
  return functions.has(lower) || isAggregate(lower)
}

/** Functions that take the name of a type as text, by where among their arguments. */
const typePlaces: readonly (readonly [number, string])[] = [
  [0, 'defaultValueOfTypeName'],
  [1, '_CAST CAST accurateCast accurateCastOrDefault accurateCastOrNull dynamicElement reinterpret variantElement'],
  [-1, 'JSONExtract JSONExtractCaseInsensitive JSONExtractKeysAndValues JSONExtractKeysAndValuesCaseInsensitive'],
]

const placeOf: ReadonlyMap<string, number> = new Map(
  typePlaces.flatMap(([place, names]) => toNames(names).map((name) => [name, place] as const)),
)

/** Which argument of a function is the name of a type, counted from 0, or -1 for the last. */
export const typePlace = (name: string): number | undefined => placeOf.get(name.toLowerCase())

/** A state of an aggregate function that somebody wrote by hand is read by code that trusts it. */
export const isAllowedType = (type: string): boolean =>
  !/function|object|qbit/i.test(type.replace(/simpleaggregatefunction/gi, ''))
