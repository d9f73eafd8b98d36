import { all, type Chosens } from './interpolate.ts'

const mark = '$__conditionalAll('

/** Where the bracket that `start` stands behind closes, and where its commas are. */
const readArguments = (text: string, start: number): { readonly end: number; readonly commas: number[] } => {
  const commas: number[] = []
  let depth = 1
  for (let at = start; at < text.length; at++) {
    if (text[at] === '(') depth++
    if (text[at] === ')') depth--
    if (text[at] === ',' && depth === 1) commas.push(at)
    if (depth === 0) return { end: at, commas }
  }
  throw new Error(`a bracket does not close: ${text.slice(start)}`)
}

/** Leaves a condition out whose variable is empty or all. Done in the browser, before variables are put in. */
export const expandConditions = (sql: string, chosen: Chosens): string => {
  const start = sql.lastIndexOf(mark)
  if (start < 0) return sql
  const { end, commas } = readArguments(sql, start + mark.length)
  const [comma, ...more] = commas
  if (comma === undefined || more.length > 0)
    throw new Error(`$__conditionalAll takes two arguments: ${sql.slice(start)}`)
  const name = /\$\{?(\w+)/.exec(sql.slice(comma, end))?.[1] ?? ''
  const value = chosen.get(name)?.value.toString()
  const condition = value === '' || value === all ? '1=1' : sql.slice(start + mark.length, comma)
  return expandConditions(`${sql.slice(0, start)}${condition}${sql.slice(end + 1)}`, chosen)
}

/** What the plugin's backend puts in; bounds in milliseconds, step in seconds. */
export const expandMacros = (sql: string, { from, to, step }: { from: number; to: number; step: number }): string =>
  sql
    .replaceAll('$__fromTime', `toDateTime(${Math.floor(from / 1000)})`)
    .replaceAll('$__toTime', `toDateTime(${Math.floor(to / 1000)})`)
    .replace(
      /\$__timeInterval\((\w+)\)/g,
      (_, column) => `toStartOfInterval(toDateTime(${column}), INTERVAL ${step} second)`,
    )
    .replaceAll('$__interval_s', `${step}`)
