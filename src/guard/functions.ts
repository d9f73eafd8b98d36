import { allowedAggregates, allowedCombinators } from './allowed-aggregates.ts'
import { allowedFunctions } from './allowed-functions.ts'

const toNames = (text: string): string[] => text.trim().toLowerCase().split(/\s+/)

/** Names that are functions only in the syntax tree. */
const syntax = ['exists', 'grouping', 'lambda', 'untuple']

const functions: ReadonlySet<string> = new Set([...Object.values(allowedFunctions).flatMap(toNames), ...syntax])
const aggregates: ReadonlySet<string> = new Set(toNames(allowedAggregates))
const combinators = allowedCombinators.map((name) => name.toLowerCase())

const isAggregate = (name: string): boolean =>
  aggregates.has(name) ||
  combinators.some((ending) => name.endsWith(ending) && isAggregate(name.slice(0, -ending.length)))

/**
 * Whether a statement may call a function, in any case: the engine ignores the case of some names.
 */
export const isAllowedFunction = (name: string): boolean => {
  const lower = name.toLowerCase()
  return functions.has(lower) || isAggregate(lower)
}
