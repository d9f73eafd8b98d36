import { type Severity, severities, severityNumbers, toSeverity } from '../../severity.ts'

/** The class that a word means; `undefined` for other words. */
export const parseSeverity = (word: string): Severity | undefined => {
  const number = severityNumbers.get(word.toLowerCase())
  return number === undefined ? undefined : toSeverity(number)
}

const quote = (texts: readonly string[]): string => texts.map((text) => `'${text}'`).join(', ')

/**
 * Words in a severity text, with the class of each; a text with none of them counts as info. Rows of the hub have
 * numbers: these are of other writers.
 */
const known = [...severityNumbers]
  .map(([text, number]) => [text, toSeverity(number)] as const)
  .filter(([, name]) => name !== 'info')

/** Class of a row without a number, as 0 (trace) to 5 (fatal), read from its text. */
const textClassSql = `transform(lower(SeverityText), [${quote(known.map(([text]) => text))}],
  [${known.map(([, name]) => severities.indexOf(name)).join(', ')}], toUInt8(2))`

const numberClassSql = 'toUInt8(intDiv(least(SeverityNumber, 24) - 1, 4))'

/**
 * Class of a row as 0 (trace) to 5 (fatal): by its number, else by its text. For answers with few rows: reading texts
 * is expensive.
 */
export const severityClassSql: string = `if(SeverityNumber > 0, ${numberClassSql}, toUInt8(${textClassSql}))`

/** Stands for "no number" in `quickClassSql`. */
export const unnumbered = 7

/** As `severityClassSql`, but rows without a number are `unnumbered`: counts millions of rows several times as fast. */
export const quickClassSql: string = `if(SeverityNumber = 0, ${unnumbered}, ${numberClassSql})`

/** Condition that a row is of one of some neighbouring classes. */
export const isSeverity = (wanted: readonly Severity[]): string => {
  const first = wanted[0]
  const last = wanted.at(-1)
  if (first === undefined || last === undefined) return '0'
  const highest = last === 'fatal' ? 255 : severities.indexOf(last) * 4 + 4
  const numbers = `SeverityNumber BETWEEN ${severities.indexOf(first) * 4 + 1} AND ${highest}`
  const others = known.filter(([, name]) => !wanted.includes(name)).map(([text]) => text)
  const own = known.filter(([, name]) => wanted.includes(name)).map(([text]) => text)
  const text = wanted.includes('info')
    ? others.length === 0
      ? '1'
      : `lower(SeverityText) NOT IN (${quote(others)})`
    : `lower(SeverityText) IN (${quote(own)})`
  return `(${numbers} OR (SeverityNumber = 0 AND ${text}))`
}
