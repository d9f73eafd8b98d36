import { hubOptions } from '../config/hub-options.ts'
import type { EngineLog } from '../engine/engine.ts'
import { journaledTables } from '../tables.ts'
import { type EmbeddedStore, openChdbStore } from './chdb-store.ts'
import { checkVersion } from './check-version.ts'
import { openClickHouseStore } from './clickhouse-store.ts'
import { migrate } from './migrate.ts'
import { toPreparedStore } from './prepared-store.ts'
import { applyRetention, type RetentionDays } from './retention.ts'
import type { Store } from './store.ts'

export type StoreOptions = {
  /** ClickHouse server; not set: chDB in `path`. */
  readonly url?: string | undefined
  /** Folder of the embedded engine's data, `<dataDir>/clickhouse`. */
  readonly path: string
  readonly database?: string
  /** Queries that may run concurrently. */
  readonly readers?: number
  /** Statements of users that may run concurrently, in addition to the queries. */
  readonly readOnlySlots?: number
  /** Config `hub.userDataDir`: folder of an engine installed for the user. */
  readonly userDataDir?: string | undefined
  /** Config `hub.engineMemoryBytes`. */
  readonly memoryBytes?: number | undefined
  /** Log for restarts of the embedded engine. */
  readonly log?: EngineLog
  /** Config `hub`, for its retention; not set: the retention of the tables is not changed. */
  readonly retention?: RetentionDays
}

const openEmbedded = async (options: Parameters<typeof openChdbStore>[0], setUp: SetUp): Promise<EmbeddedStore> => {
  const store = await openChdbStore(options)
  try {
    await setUp(store)
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}

const openServer = async (options: Parameters<typeof openClickHouseStore>[0], setUp: SetUp): Promise<Store> => {
  const { createDatabase, ...store } = await openClickHouseStore(options)
  return toPreparedStore(store, async () => {
    await createDatabase()
    await checkVersion(store)
    await setUp(store)
  })
}

/** Whether a store runs statements of users: a server does not, since tools can query it directly. */
export const isEmbedded = (store: Store): store is EmbeddedStore => store.kind === 'chdb'

const silent: EngineLog = { warn: () => undefined, error: () => undefined }

type SetUp = (store: Store) => Promise<void>

/**
 * Opens the store and brings its tables up to date. An unavailable server is not an error: its tables are created
 * when it is back.
 * @throws PlainsightError `STORE_ENGINE_MISSING`, `STORE_ENGINE_UNLOADABLE`, `STORE_LOCKED`, `STORE_UNAVAILABLE`
 * (embedded), `STORE_TOO_OLD`, `QUERY_FAILED` (the server refuses)
 */
export const openStore = async ({
  url,
  path,
  database = hubOptions.database.default,
  readers = 2,
  readOnlySlots = 2,
  userDataDir,
  memoryBytes,
  log = silent,
  retention,
}: StoreOptions): Promise<Store | EmbeddedStore> => {
  const setUp: SetUp = async (store) => {
    await migrate(store)
    if (retention) await applyRetention(store, { hub: retention })
  }
  return url === undefined
    ? openEmbedded({ path, database, readers, readOnlySlots, userDataDir, memoryBytes, log }, setUp)
    : openServer({ url, database, connections: readers + journaledTables.length }, setUp)
}
