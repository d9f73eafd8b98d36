import { PlainsightError } from '../errors.ts'
import type { Store } from './store.ts'

const isAway = (error: unknown): boolean => error instanceof PlainsightError && error.code === 'STORE_UNAVAILABLE'

/**
 * A store whose tables are created at first use, so that a hub may start before its server: meanwhile data waits in
 * the journal. `prepare` is retried with each use until it succeeds. Rejects at once if the server answers with an
 * error.
 */
export const toPreparedStore = async (store: Store, prepare: () => Promise<void>): Promise<Store> => {
  let preparing: Promise<void> | undefined
  const ready = (): Promise<void> => {
    preparing ??= prepare().catch((error) => {
      preparing = undefined
      throw error
    })
    return preparing
  }
  await ready().catch((error) => {
    if (!isAway(error)) throw error
  })
  return {
    ...store,
    query: async (sql, options) => {
      await ready()
      return store.query(sql, options)
    },
    command: async (sql) => {
      await ready()
      return store.command(sql)
    },
    insertFile: async (table, path, token) => {
      await ready()
      return store.insertFile(table, path, token)
    },
    ping: async () => {
      await ready()
      return store.ping()
    },
  }
}
