import { isInsert } from '../../guard/check-insert.ts'
import { DoorError } from '../door-error.ts'

/** A statement, and the rows that came with it. */
export type Statement = { readonly sql: string; readonly rows?: Uint8Array }

const newline = 10

/** A longer statement is data in the wrong place. */
const maxStatementBytes = 1_048_576

/** An insert may have its rows after its first line, in the one body. */
const splitInsert = (body: Uint8Array): Statement => {
  const match = /^[\s\S]*?\bFORMAT\s+\w+[ \t\r]*\n/i.exec(Buffer.from(body.subarray(0, 65_536)).toString('latin1'))
  const end = match ? match[0].length : body.indexOf(newline) + 1
  return { sql: toText(body.subarray(0, end || body.length)), rows: body.subarray(end || body.length) }
}

/**
 * Removes spaces and semicolons at the end. Not with a regular expression: that takes quadratic time over a long space
 * inside.
 */
const trimEnd = (sql: string): string => {
  let end = sql.length
  while (end > 0 && /[\s;]/.test(sql[end - 1]!)) end--
  return sql.slice(0, end)
}

const toText = (bytes: Uint8Array): string => {
  if (bytes.length > maxStatementBytes) throw new DoorError('QUERY_IS_TOO_LARGE', 'The statement is too long')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new DoorError('SYNTAX_ERROR', 'The statement is not UTF-8')
  }
}

/**
 * The statement of a request: in the address, in the body, or begun in one and ended in the other, as ClickHouse
 * accepts it. What follows an insert is rows.
 * @throws DoorError `QUERY_IS_TOO_LARGE`, `SYNTAX_ERROR`
 */
export const readStatement = (query: string, body: Uint8Array): Statement => {
  if (isInsert(query)) return { sql: query, rows: body }
  if (query === '' && isInsert(Buffer.from(body.subarray(0, 1024)).toString('latin1'))) return splitInsert(body)
  const sql = trimEnd(query === '' ? toText(body) : `${query}\n${toText(body)}`)
  if (sql === '') throw new DoorError('SYNTAX_ERROR', 'The request holds no statement')
  return { sql }
}
