import type { JournaledTable } from '../tables.ts'

/** Values that bind to `{name:Type}` in SQL. */
export type QueryParams = Readonly<
  Record<string, string | number | boolean | bigint | readonly string[] | readonly number[]>
>

export type QueryOptions = {
  readonly params?: QueryParams
  /** Values that are written already as one field of TabSeparated, which is what ClickHouse's HTTP interface takes. */
  readonly fields?: Readonly<Record<string, string>>
  /** Maximum run time, enforced by the engine itself. */
  readonly timeoutMs?: number
  /** Maximum rows of the answer; more are dropped and `truncated` is set. */
  readonly maxRows?: number
}

export type QueryAnswer<Row> = { readonly rows: Row[]; readonly truncated: boolean; readonly elapsedMs: number }

/** The database, embedded or remote. SQL is the same on both; tables are found without naming the database. */
export type Store = {
  readonly kind: 'chdb' | 'clickhouse'
  /** Rows as plain objects; 64-bit integers come as strings, DateTime64 as `YYYY-MM-DD hh:mm:ss.fffffffff` in UTC. */
  query<Row>(sql: string, options?: QueryOptions): Promise<QueryAnswer<Row>>
  /** Runs a statement that answers nothing (DDL, ALTER, OPTIMIZE). */
  command(sql: string): Promise<void>
  /**
   * Inserts a file of Native blocks into a table, once per token however often it is tried. Rejects with
   * `INSERT_REFUSED` if the rows can never be inserted (then none of them was), else with `STORE_UNAVAILABLE`, which
   * may be retried.
   */
  insertFile(table: JournaledTable, path: string, token: string): Promise<void>
  /** Throws `STORE_UNAVAILABLE` when the database does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}
