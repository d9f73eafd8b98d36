import { toNativeType } from './column-types.ts'
import { createNativeReader, IncorrectData, type NativeReader } from './reader.ts'

/** Columns of a table by name, with their types. */
export type TableColumns = ReadonlyMap<string, string>

/** What blocks must match: the columns, and the time column by whose day the table is partitioned. */
export type TableShape = { readonly columns: TableColumns; readonly time: string }

/** No table has more. */
const maxColumns = 100

/**
 * Clients put all available rows into one block: many nearly empty blocks are an attack, since each header costs time.
 */
const maxBlocks = 1_000

/** Each day is a partition, which costs files, syncs and merges in the table and in the views behind it. */
const maxDays = 10

const nanosecondsOfDay = 86_400e9

/** `LowCardinality` is an encoding, not a type of values: the engine casts both ways. */
const toPlain = (type: string): string => type.replace(/LowCardinality\(String\)/g, 'String')

const shown = (name: string): string => name.replace(/[^\w.]/g, '?').slice(0, 100)

const readDays = (reader: NativeReader, rows: number, days: Set<number>): void => {
  for (let row = 0; row < rows; row++) days.add(Math.floor(reader.unsigned(8) / nanosecondsOfDay))
  if (days.size > maxDays) throw new IncorrectData(`its rows are of more than ${maxDays} days; send them in parts`)
}

type Block = TableShape & { readonly rows: number; readonly days: Set<number> }

const checkColumn = (reader: NativeReader, { rows, columns, time, days }: Block, seen: Set<string>): void => {
  const name = reader.text()
  const type = reader.text()
  const wanted = columns.get(name)
  if (wanted === undefined)
    throw new IncorrectData(`there is no column ${shown(name)} in the table or in the list of columns`)
  if (seen.has(name)) throw new IncorrectData(`the column ${shown(name)} is in it twice`)
  seen.add(name)
  const nativeType = toNativeType(type)
  if (toPlain(type) !== toPlain(wanted)) throw new IncorrectData(`the column ${name} is ${wanted}, and ${type} came`)
  nativeType.prefix(reader)
  if (name === time && type === 'DateTime64(9)') readDays(reader, rows, days)
  else nativeType.values(reader, rows)
}

/** Some clients end their data with a block without columns and rows. */
const checkBlock = (reader: NativeReader, shape: TableShape, days: Set<number>): number => {
  const count = reader.varint()
  const rows = reader.varint()
  if (count > maxColumns) throw new IncorrectData('it has too many columns')
  if (count === 0 && rows > 0) throw new IncorrectData('it has rows without columns')
  if (count > 0 && rows === 0) throw new IncorrectData('a block in it has columns and no rows')
  if (count === 0 && !reader.isAtEnd()) throw new IncorrectData('a block in it is empty')
  const seen = new Set<string>()
  for (let column = 0; column < count; column++) checkColumn(reader, { ...shape, rows, days }, seen)
  if (count > 0 && seen.size !== shape.columns.size) throw new IncorrectData('it lacks a column of the list of columns')
  return rows
}

/**
 * Validates blocks of the Native format (revision 0) completely before the engine gets them, so that no truncated or
 * malicious data reaches it: every length and every index is checked, names and types must be those of the table, each
 * block must have rows, and the rows may span only a few days. Returns the number of rows.
 * @throws IncorrectData
 */
export const checkNative = (body: Uint8Array, shape: TableShape): number => {
  const reader = createNativeReader(body)
  const days = new Set<number>()
  let rows = 0
  for (let blocks = 0; !reader.isAtEnd(); blocks++) {
    if (blocks === maxBlocks) throw new IncorrectData(`it has more than ${maxBlocks} blocks`)
    rows += checkBlock(reader, shape, days)
  }
  return rows
}
