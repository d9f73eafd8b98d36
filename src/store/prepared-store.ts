import { PlainsightError } from '../errors.ts'
import type { Store } from './store.ts'

const isAway = (error: unknown): boolean => error instanceof PlainsightError && error.code === 'STORE_UNAVAILABLE'

/**
 * A store whose tables are made at first use, so that a hub may start before its server does: requests wait in the
 * journal meanwhile. `prepare` is tried again with each use until it succeeds. Rejects at once when the server answers
 * and refuses.
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
