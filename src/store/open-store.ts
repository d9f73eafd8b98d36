import { openChdbStore } from './chdb-store.ts'
import { openClickHouseStore } from './clickhouse-store.ts'
import { migrate } from './migrate.ts'
import type { Store } from './store.ts'

export type StoreOptions = {
  /** ClickHouse server; not set: chDB in `path`. */
  readonly url?: string | undefined
  /** Folder of the embedded engine's data, `<dataDir>/clickhouse`. */
  readonly path: string
  readonly database?: string
  /** Queries that may run side by side. */
  readonly readers?: number
  /** Config `hub.userDataDir`: where an engine of the user is looked for. */
  readonly userDataDir?: string | undefined
}

/**
 * Opens the store and brings its tables up to date.
 * @throws PlainsightError `STORE_ENGINE_MISSING`, `STORE_LOCKED`, `STORE_UNAVAILABLE`
 */
export const openStore = async ({
  url,
  path,
  database = 'plainsight',
  readers = 2,
  userDataDir,
}: StoreOptions): Promise<Store> => {
  const store =
    url === undefined
      ? await openChdbStore({ path, database, readers, userDataDir })
      : await openClickHouseStore({ url, database, connections: readers + 1 })
  try {
    await migrate(store)
  } catch (error) {
    await store.close()
    throw error
  }
  return store
}
