import type { Config } from '../config/schema.ts'
import { createGuard } from '../guard/guard.ts'
import { createGuardedSql, type SqlAnswer, type SqlRequest } from '../guard/guarded-sql.ts'
import { defaultLimits, type SqlLimits } from '../guard/sql-limits.ts'
import type { Journal } from '../journal/journal.ts'
import type { EmbeddedStore } from '../store/chdb-store.ts'
import { createSqlAsk } from '../store/sql-ask.ts'
import { toSourceTables } from '../tables.ts'

/** Runs a checked statement of a user over fresh rows. `behindMs`: how old the oldest row is that it lacks. */
export type UserSql = (request: SqlRequest) => Promise<SqlAnswer & { readonly behindMs: number }>

const toLimits = ({ sqlTimeoutMs, sqlMaxRows, sqlMemoryBytes }: Config['hub']): SqlLimits => ({
  ...defaultLimits,
  timeoutMs: sqlTimeoutMs,
  maxRows: sqlMaxRows,
  memoryBytes: sqlMemoryBytes,
})

type Parts = { readonly store: EmbeddedStore; readonly journal: Pick<Journal, 'bringIn'>; readonly hub: Config['hub'] }

/**
 * The SQL of users. A hub has one, so that whoever runs such statements takes the same turns and keeps the same limits.
 * What waits for the tables of a statement is brought in before it runs: which times it asks for is not known.
 */
export const createUserSql = ({ store, journal, hub }: Parts): UserSql => {
  const guard = createGuard({ ask: createSqlAsk(store), database: hub.database })
  const guarded = createGuardedSql({ guard, store, limits: toLimits(hub) })
  return async (request) => {
    const behindMs = await journal.bringIn(toSourceTables(request.sql))
    return { ...(await guarded.run(request)), behindMs }
  }
}
