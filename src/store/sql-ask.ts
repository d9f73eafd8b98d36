import { toSqlError } from './sql-error.ts'
import type { Store } from './store.ts'

/**
 * How the guard queries the engine: our SQL around a user's text, so that the engine's errors are about that text.
 */
export type SqlAsk = <Row>(sql: string, fields?: Readonly<Record<string, string>>) => Promise<Row[]>

/** The function it makes rejects with `SQL_INVALID`, `SQL_LIMIT`, `STORE_UNAVAILABLE`. */
export const createSqlAsk =
  (store: Pick<Store, 'query'>): SqlAsk =>
  async <Row>(sql: string, fields: Readonly<Record<string, string>> = {}): Promise<Row[]> => {
    try {
      return (await store.query<Row>(sql, { fields, timeoutMs: 5000 })).rows
    } catch (error) {
      throw toSqlError((error as Error).cause ?? error)
    }
  }
