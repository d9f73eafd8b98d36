import type { Config } from '../config/schema.ts'
import { createGuard } from '../guard/guard.ts'
import { createGuardedSql, type SqlAnswer, type SqlRequest } from '../guard/guarded-sql.ts'
import { defaultLimits, type SqlLimits } from '../guard/sql-limits.ts'
import type { Journal } from '../journal/journal.ts'
import type { EmbeddedStore } from '../store/chdb-store.ts'
import { createSqlAsk } from '../store/sql-ask.ts'
import { toSourceTables } from '../tables.ts'

/**
 * Runs a checked statement of a user over fresh rows. `behindMs`: the age of the oldest row that it does not include.
 */
export type UserSql = (request: SqlRequest) => Promise<SqlAnswer & { readonly behindMs: number }>

const toLimits = ({ sqlTimeoutMs, sqlMaxRows, sqlMemoryBytes }: Config['hub']): SqlLimits => ({
  ...defaultLimits,
  timeoutMs: sqlTimeoutMs,
  maxRows: sqlMaxRows,
  memoryBytes: sqlMemoryBytes,
})

type Parts = {
  readonly store: EmbeddedStore
  readonly journal: Pick<Journal, 'flushTables'>
  readonly hub: Config['hub']
}

/**
 * Runs SQL of users. A hub has one, so that all such statements share the same slots and limits. Waiting rows of a
 * statement's tables are flushed before it runs, whatever its times, which are not known.
 */
export const createUserSql = ({ store, journal, hub }: Parts): UserSql => {
  const guard = createGuard({ ask: createSqlAsk(store), database: hub.database })
  const guarded = createGuardedSql({ guard, store, limits: toLimits(hub) })
  return async (request) => {
    const behindMs = await journal.flushTables(toSourceTables(request.sql))
    return { ...(await guarded.run(request)), behindMs }
  }
}
