import { refuse } from './refuse.ts'
import { isAllowedName, isAllowedType } from './types.ts'
import { zonePlaces } from './zone-places.ts'
import type { Zones } from './zones.ts'

/**
 * An argument as both checks read it: a literal string, a number, a function call, or anything else.
 */
export type Argument =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'call'; readonly name: string }
  | { readonly kind: 'number' | 'other' }

const toNames = (text: string): string[] => text.trim().toLowerCase().split(/\s+/)

/**
 * Functions with the name of a type as a string argument: its position, counted from 0, or -1 for the last.
 */
const typePlaces: ReadonlyMap<string, number> = new Map(
  (
    [
      [0, 'defaultValueOfTypeName'],
      [1, '_CAST CAST accurateCast accurateCastOrDefault accurateCastOrNull dynamicElement reinterpret variantElement'],
      [-1, 'JSONExtract JSONExtractCaseInsensitive JSONExtractKeysAndValues JSONExtractKeysAndValuesCaseInsensitive'],
    ] as const
  ).flatMap(([place, names]) => toNames(names).map((name) => [name, place] as const)),
)

/**
 * Functions whose value is a time, a date or an interval and never a string, so that they may be used where a zone may
 * be.
 */
const timely =
  /^(?:now|now64|today|yesterday|makeDate|makeDate32|makeDateTime|makeDateTime64|toDate|toDate32|toDateTime|toDateTime64|toInterval[A-Z]\w*|toStartOf\w+)$/

const checkZone = (name: string, argument: Argument, zones: Zones): void => {
  if (argument.kind === 'number' || (argument.kind === 'text' && zones.has(argument.text))) return
  if (argument.kind === 'call' && timely.test(argument.name)) return
  if (argument.kind === 'text') refuse(`${argument.text.slice(0, 60)} is no time zone of system.time_zones`)
  refuse(`the time zone in ${name} must be written out as text`)
}

/** `z` in these formats reads the name of a time zone out of the data. */
const zonedFormat = /^parseDateTime(?:64)?InJodaSyntax/i

const checkType = (name: string, argument: Argument | undefined, zones: Zones): void => {
  if (argument?.kind !== 'text') refuse(`the type in ${name} must be written out as text`)
  else if (!isAllowedType(argument.text, zones)) refuse(`the type ${argument.text.slice(0, 200)} is not allowed`)
}

/**
 * Rejects arguments that are more than values to the engine: names of types, and of time zones, which it opens as
 * files.
 * @throws PlainsightError `SQL_REFUSED`
 */
export const checkArguments = (name: string, given: readonly Argument[], zones: Zones): void => {
  const typePlace = typePlaces.get(name.toLowerCase())
  if (typePlace !== undefined) checkType(name, given.at(typePlace), zones)
  for (const place of zonePlaces(name)) {
    const argument = given[place]
    if (argument) checkZone(name, argument, zones)
  }
  const [, second] = given
  if (zonedFormat.test(name) && !(second?.kind === 'text' && !second.text.includes('z')))
    refuse(`the format in ${name} must be written out as text, without z`)
  if (/^tupleElement$/i.test(name) && second?.kind === 'text' && !isAllowedName(second.text, zones))
    refuse('the name of a part of a tuple says a type that is not allowed')
}
