import { join } from 'node:path'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { createAccess } from '../access/create-access.ts'
import type { Config } from '../config/schema.ts'
import { openControl } from '../control/open-control.ts'
import type { Door } from '../door/open-door.ts'
import type { GrpcServer } from '../grpc/open-grpc.ts'
import { createReceivers, type Receivers } from '../ingest/create-receivers.ts'
import { createIngestCounters } from '../ingest/ingest-counters.ts'
import { createJournal, type Journal } from '../journal/journal.ts'
import { isEmbedded, openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { createHub } from './create-hub.ts'
import { createEngineFigures } from './engine-figures.ts'
import { checkDoor, openHubDoor } from './hub-door.ts'
import { type GrpcChoice, openHubGrpc } from './hub-grpc.ts'
import { createHubMetrics, type HubMetrics } from './hub-metrics.ts'
import { createIngestFigures } from './ingest-figures.ts'
import { createTimedStore } from './timed-store.ts'
import { createUserSql } from './user-sql.ts'

export type OpenHub = {
  /** The server, which does not listen yet. */
  readonly app: FastifyInstance
  readonly store: Store
  /** Opens the ClickHouse door if the settings enable it; it is closed with the hub. */
  openDoor(): Promise<Door | undefined>
  /**
   * Opens OTLP over gRPC for the hub that serves HTTP on this port; undefined if no port is free. It is closed with
   * the hub.
   */
  openGrpc(choice: GrpcChoice, httpPort: number): Promise<GrpcServer | undefined>
  /** Stops accepting requests, lets the store catch up within `hub.drainMs`, and closes it. Safe to call twice. */
  close(): Promise<void>
}

type Settings = { readonly config: Config; readonly log: FastifyBaseLogger }

const openTimedStore = async ({ config: { hub }, log }: Settings, metrics: HubMetrics): Promise<Store> => {
  const timer = metrics.createTimer('plainsight_store_operation_duration_seconds', 'Run time of queries and inserts')
  const store = await openStore({
    url: hub.storeUrl,
    path: join(hub.dataDir, 'clickhouse'),
    database: hub.database,
    userDataDir: hub.userDataDir,
    memoryBytes: hub.engineMemoryBytes,
    log,
    retention: hub,
  })
  if (isEmbedded(store)) metrics.observe(createEngineFigures(store.engineStats))
  return createTimedStore(store, timer)
}

/**
 * How long rows wait in the journal until they are queried, ms. An insert costs the embedded store the same for ten
 * rows as for thousands, and queries through the hub flush them; a server is also queried directly.
 */
const restMs = { chdb: 10_000, clickhouse: 2_000 } as const

const createHubReceivers = ({ config, log }: Settings, journal: Journal, metrics: HubMetrics): Receivers => {
  const counters = createIngestCounters()
  metrics.observe(createIngestFigures(counters))
  return createReceivers({ sink: journal, config, counters, log })
}

/**
 * Opens all parts of a hub, in the order in which data passes them: store with migrations and retention,
 * journal, control file, server.
 * @throws PlainsightError `STORE_ENGINE_MISSING`, `STORE_ENGINE_UNLOADABLE`, `STORE_LOCKED`, `STORE_UNAVAILABLE`,
 * `JOURNAL_LOCKED`, `JOURNAL_VERSION`, `DOOR_NEEDS_EMBEDDED_STORE`, `CONTROL_VERSION`, `CONTROL_UNUSABLE`
 */
export const openHub = async (settings: Settings): Promise<OpenHub> => {
  const { config, log } = settings
  const { hub } = config
  checkDoor(config)
  const metrics = createHubMetrics()
  const store = await openTimedStore(settings, metrics)
  const closing: (() => unknown)[] = [() => store.close()]
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step()
  }
  try {
    const flushMs = hub.flushMs ?? restMs[store.kind]
    const journal = createJournal({ ...hub, flushMs, folder: join(hub.dataDir, 'journal'), store, log })
    await journal.start()
    closing.push(() => journal.stop())
    const control = openControl(hub.dataDir)
    closing.push(() => control.close())
    const access = createAccess({ ...control, ...hub, log })
    const userSql = isEmbedded(store) ? createUserSql({ store, journal, hub }) : undefined
    const receivers = createHubReceivers(settings, journal, metrics)
    let grpc: GrpcServer | undefined
    const app = await createHub({ ...settings, store, journal, metrics, access, receivers, grpcPort: () => grpc?.port })
    closing.push(() => app.close())
    const openGrpc = async (choice: GrpcChoice, httpPort: number): Promise<GrpcServer | undefined> => {
      grpc = await openHubGrpc({ ...settings, metrics, receivers, access }, choice, httpPort)
      if (grpc) closing.push(grpc.close)
      return grpc
    }
    const openDoor = async (): Promise<Door | undefined> => {
      const door = await openHubDoor({ ...settings, store, userSql, metrics, access, keys: control.keys })
      if (door) closing.push(door.close)
      return door
    }
    return { app, store, openDoor, openGrpc, close }
  } catch (error) {
    await close()
    throw error
  }
}
