import { type InsertableTable, insertableTables } from '../tables.ts'
import { refuse } from './refuse.ts'

export type CheckedInsert = {
  readonly table: InsertableTable
  /** Columns in the order of the blocks; not there: all of the table's. */
  readonly columns: readonly string[] | undefined
}

const isTable = (name: string): name is InsertableTable => insertableTables.some((table) => table === name)

const name = '(?:"\\w+"|`\\w+`|[A-Za-z_]\\w*)'
const column = '(?:"[\\w.]+"|`[\\w.]+`|[A-Za-z_][\\w.]*)'
const setting = "[a-z_]\\w*\\s*=\\s*(?:\\d+|'\\w*')"

const statement = new RegExp(
  `^\\s*INSERT\\s+INTO\\s+(?:TABLE\\s+)?(?:(?<database>${name})\\s*\\.\\s*)?(?<table>${name})` +
    `\\s*(?:\\((?<columns>\\s*${column}(?:\\s*,\\s*${column})*)\\s*\\))?` +
    `\\s*(?:SETTINGS\\s+${setting}(?:\\s*,\\s*${setting})*\\s+)?FORMAT\\s+Native\\s*;?\\s*$`,
  'i',
)

const unquote = (text: string): string => text.trim().replace(/^["`]|["`]$/g, '')

/** Longest statement, in characters; that of a Collector has a few hundred. */
const maxLength = 10_000

/**
 * What an insert goes into, when it is one that a Collector sends: rows as Native blocks for a table of telemetry. Its
 * settings are taken and left out. Nothing of its text is to be run: table and columns are names with no quotes in
 * them, of which the caller makes a statement of its own.
 * @throws PlainsightError `SQL_REFUSED`
 */
export const checkInsert = (sql: string, { database }: { readonly database: string }): CheckedInsert => {
  const groups = sql.length > maxLength ? undefined : statement.exec(sql)?.groups
  if (groups === undefined) return refuse('an insert must read INSERT INTO otel_... (columns) FORMAT Native')
  const table = unquote(groups.table ?? '')
  const place = unquote(groups.database ?? database)
  if (place !== database || !isTable(table)) return refuse(`the table ${place}.${table} takes no rows`)
  return { table, columns: groups.columns?.split(',').map(unquote) }
}

/** Tells whether a statement is meant as an insert, so that `checkInsert` is asked and not the guard of queries. */
export const isInsert = (sql: string): boolean => /^\s*INSERT\s/i.test(sql)
