import { PlainsightError } from '../errors.ts'
import { toLiteral } from './sql-text.ts'
import type { QueryParams } from './store.ts'

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\0': '\\0',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

/** ClickHouse reads a parameter as one field of its TabSeparated format. */
const escapeField = (text: string): string => text.replace(/[\\\0\b\f\n\r\t]/g, (char) => escapes[char] ?? char)

const toItem = (item: string | number): string =>
  typeof item === 'number' ? String(item) : `'${escapeField(item).replaceAll("'", "\\'")}'`

const toField = (value: QueryParams[string]): string => {
  if (typeof value === 'string') return escapeField(value)
  return Array.isArray(value) ? `[${value.map(toItem).join(',')}]` : String(value)
}

/** A string in SQL, where braces are not a parameter. */
const textPattern = /'(?:[^'\\]|\\.|'')*'/gs

/**
 * Assignments for `SET` that bind `{name:Type}` in the next query of a session. (The package's own binding runs one
 * query at a time in the whole process; this way queries run side by side.)
 * @throws PlainsightError `QUERY_INVALID` when the query names a parameter that is not given: an older value must not
 * be used
 */
export const toParamAssignments = (
  sql: string,
  params: QueryParams = {},
  written: Readonly<Record<string, string>> = {},
): string[] => {
  const fields = { ...written }
  for (const [name, value] of Object.entries(params)) fields[name] = toField(value)
  for (const [, name = ''] of sql.replace(textPattern, "''").matchAll(/\{(\w+)\s*:/g)) {
    if (!Object.hasOwn(fields, name))
      throw new PlainsightError('QUERY_INVALID', { reason: `parameter ${name} is not given` })
  }
  return Object.entries(fields).map(([name, field]) => `param_${name} = ${toLiteral(field)}`)
}
