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

/** Maximum length of the statement, in characters; a Collector's has a few hundred. */
const maxLength = 10_000

/**
 * The target of an insert like a Collector's: rows as Native blocks for a telemetry table. Its settings are accepted
 * and ignored. Its text is never run: table and columns are names without quotes, from which the caller makes a new
 * statement.
 * @throws PlainsightError `SQL_REFUSED`
 */
export const checkInsert = (sql: string, { database }: { readonly database: string }): CheckedInsert => {
  const groups = sql.length > maxLength ? undefined : statement.exec(sql)?.groups
  if (groups === undefined) return refuse('an insert must read INSERT INTO otel_... (columns) FORMAT Native')
  const table = unquote(groups.table ?? '')
  const place = unquote(groups.database ?? database)
  if (place !== database || !isTable(table)) return refuse(`the table ${place}.${table} does not accept inserts`)
  return { table, columns: groups.columns?.split(',').map(unquote) }
}

/** Whether a statement is meant as an insert, which `checkInsert` checks instead of the guard of queries. */
export const isInsert = (sql: string): boolean => /^\s*INSERT\s/i.test(sql)
