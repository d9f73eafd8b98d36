import { createHash } from 'node:crypto'
import { checkInsert } from '../guard/check-insert.ts'
import { checkNative, type TableColumns } from '../native/check-blocks.ts'
import type { Store } from '../store/store.ts'
import { type InsertableTable, tables } from '../tables.ts'
import type { BodyFiles } from './body-files.ts'
import { DoorError } from './door-error.ts'

/** One insert as the door received it. */
export type InsertRequest = { readonly sql: string; readonly body: Uint8Array }

/** Inserts a body into its table and returns the number of rows that are then on disk. */
export type Insert = (request: InsertRequest) => Promise<number>

type Parts = {
  readonly store: Pick<Store, 'query' | 'insertFile'>
  readonly files: BodyFiles
  readonly database: string
}

/** Columns do not change while a hub runs: migrations run before it opens. */
const createColumnCache = ({ store }: Parts): ((table: InsertableTable) => Promise<TableColumns>) => {
  const known = new Map<InsertableTable, TableColumns>()
  return async (table) => {
    const found = known.get(table)
    if (found) return found
    const { rows } = await store.query<{ name: string; type: string }>(
      "SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {table:String} AND default_kind = ''",
      { params: { table } },
    )
    const columns = new Map(rows.map(({ name, type }) => [name, type]))
    known.set(table, columns)
    return columns
  }
}

const choose = (all: TableColumns, names: readonly string[] | undefined): TableColumns => {
  if (names === undefined) return all
  return new Map(
    names.map((name) => {
      const type = all.get(name)
      if (type === undefined) throw new DoorError('INCORRECT_DATA', `The table has no column ${name}`)
      return [name, type]
    }),
  )
}

/** The same rows have the same token, so that a client that repeats them because the answer was lost adds nothing. */
const toToken = (table: InsertableTable, body: Uint8Array): string =>
  `door-${createHash('sha256').update(table).update('\0').update(body).digest('hex')}`

/**
 * Inserts blocks of the Native format into the OTel tables, each body once, however often it is sent. A body is
 * validated completely before the engine gets it. Rejects with DoorError `INCORRECT_DATA`, or PlainsightError
 * `SQL_REFUSED`, `STORE_UNAVAILABLE`, `INSERT_REFUSED`.
 */
export const createInsert = (parts: Parts): Insert => {
  const columnsOf = createColumnCache(parts)
  return async ({ sql, body }) => {
    const { table, columns } = checkInsert(sql, parts)
    const rows = checkNative(body, { columns: choose(await columnsOf(table), columns), time: tables[table].time })
    if (rows > 0) await parts.files.lend(body, (path) => parts.store.insertFile(table, path, toToken(table, body)))
    return rows
  }
}
