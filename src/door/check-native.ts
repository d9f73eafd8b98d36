import { createNativeReader, incorrect, type NativeReader } from './native-reader.ts'
import { toNativeType } from './native-types.ts'

/** Columns of a table by name, with their types. */
export type TableColumns = ReadonlyMap<string, string>

/** No table has more. */
const mostColumns = 100

/** `LowCardinality` says how values are packed, not what they are: the engine casts both ways. */
const toPlain = (type: string): string => type.replace(/LowCardinality\(String\)/g, 'String')

const shown = (name: string): string => name.replace(/[^\w.]/g, '?').slice(0, 100)

const checkColumn = (reader: NativeReader, rows: number, columns: TableColumns, seen: Set<string>): void => {
  const name = reader.text()
  const type = reader.text()
  const wanted = columns.get(name)
  if (wanted === undefined) throw incorrect(`there is no column ${shown(name)} in the table or in the list of columns`)
  if (seen.has(name)) throw incorrect(`the column ${shown(name)} is in it twice`)
  seen.add(name)
  const nativeType = toNativeType(type)
  if (toPlain(type) !== toPlain(wanted)) throw incorrect(`the column ${name} is ${wanted}, and ${type} came`)
  if (rows === 0) return
  nativeType.prefix(reader)
  nativeType.values(reader, rows)
}

const checkBlock = (reader: NativeReader, columns: TableColumns): number => {
  const count = reader.varint()
  const rows = reader.varint()
  if (count > mostColumns) throw incorrect('it has too many columns')
  if (count === 0 && rows > 0) throw incorrect('it has rows without columns')
  const seen = new Set<string>()
  for (let column = 0; column < count; column++) checkColumn(reader, rows, columns, seen)
  if (count > 0 && seen.size !== columns.size) throw incorrect('it lacks a column of the list of columns')
  return rows
}

/**
 * Reads blocks of the Native format (revision 0) from end to end before the engine sees them, so that nothing half or hostile reaches it: every
 * length and every index is checked, and names and types must be those of `columns`. Returns the number of rows.
 * @throws DoorError `INCORRECT_DATA`
 */
export const checkNative = (body: Uint8Array, columns: TableColumns): number => {
  const reader = createNativeReader(body)
  let rows = 0
  while (!reader.isAtEnd()) rows += checkBlock(reader, columns)
  return rows
}
