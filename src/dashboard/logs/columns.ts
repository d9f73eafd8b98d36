import { param, setParams } from '../router.ts'
import type { LogLine } from './log-line.ts'

/** Columns between the time and the message, which are always there. Their keys are those of the search language. */
const standard: readonly string[] = ['level', 'service']

/** Stands in the address where no column is chosen. */
const none = 'message'

const own: ReadonlyMap<string, (line: LogLine) => string> = new Map([
  ['level', ({ severity }) => severity],
  ['service', ({ service }) => service],
  ['event', ({ eventName }) => eventName],
  ['scope', ({ scope }) => scope],
  ['trace', ({ traceId }) => traceId],
  ['span', ({ spanId }) => spanId],
])

/** Columns that are no attributes. */
export const ownColumns: readonly string[] = [...own.keys()]

/** Columns in the address: keys separated by commas, in quotes if they contain special characters. */
export const readColumns = (): readonly string[] => {
  const text = param('columns')
  if (text === '') return standard
  const keys = text.match(/(?:"(?:\\.|[^"\\])*"|[^,"])+/g) ?? []
  return [...new Set(keys)].filter((key) => key !== none)
}

const chooseColumns = (columns: readonly string[]): void => {
  const text = columns.join() || none
  setParams({ columns: isStandard(columns) ? undefined : text }, { replace: true })
}

/** Adds a column at the end, or takes it away. */
export const toggleColumn = (key: string): void => {
  const columns = readColumns()
  chooseColumns(columns.includes(key) ? columns.filter((each) => each !== key) : [...columns, key])
}

export const resetColumns = (): void => chooseColumns(standard)

export const isStandard = (columns: readonly string[]): boolean => columns.join() === standard.join()

/** Name of an attribute without the quotes of its key. */
const toAttributeName = (key: string): string =>
  key.startsWith('"') ? key.slice(1, -1).replace(/\\(["\\])/g, '$1') : key

/** What a column is called in heads and lists. */
export const toColumnName = (key: string): string =>
  own.has(key) ? key.charAt(0).toUpperCase() + key.slice(1) : toAttributeName(key)

export const isAttribute = (key: string): boolean => !own.has(key)

/** What a line has in a column; an attribute is looked for in the line, then in its resource. */
export const textIn = (line: LogLine, key: string): string => {
  const name = toAttributeName(key)
  return own.get(key)?.(line) ?? line.attributes[name] ?? line.resource[name] ?? ''
}
