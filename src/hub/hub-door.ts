import { join } from 'node:path'
import type { FastifyBaseLogger } from 'fastify'
import type { Access } from '../access/create-access.ts'
import { createCheckOrigin } from '../access/origins.ts'
import type { Config } from '../config/schema.ts'
import type { ApiKeys } from '../control/api-keys.ts'
import { createAuthenticate } from '../door/authenticate.ts'
import { openBodyFiles } from '../door/body-files.ts'
import type { DoorParts } from '../door/door.ts'
import { toDoorAddress } from '../door/door-address.ts'
import { createDoorCounters } from '../door/door-counters.ts'
import { createInsert } from '../door/insert-blocks.ts'
import { type Door, openDoor } from '../door/open-door.ts'
import { toDoorError } from '../door/to-door-error.ts'
import { PlainsightError } from '../errors.ts'
import { createGate, places } from '../limits/semaphore.ts'
import { createThrottle } from '../limits/throttle.ts'
import type { Store } from '../store/store.ts'
import { createDoorFigures } from './door-figures.ts'
import type { HubMetrics } from './hub-metrics.ts'
import type { UserSql } from './user-sql.ts'

type Parts = {
  readonly config: Config
  readonly store: Store
  /** Undefined if the store is a server. */
  readonly userSql: UserSql | undefined
  readonly log: FastifyBaseLogger
  readonly metrics: HubMetrics
  readonly access: Access
  readonly keys: Pick<ApiKeys, 'hasAny'>
}

/**
 * @throws PlainsightError `DOOR_NEEDS_EMBEDDED_STORE` when the store is a server, to which tools can connect directly
 */
export const checkDoor = ({ hub }: Config): void => {
  if (hub.clickhouseDoor !== undefined && hub.storeUrl !== undefined)
    throw new PlainsightError('DOOR_NEEDS_EMBEDDED_STORE')
}

const createVersion = (store: Store): (() => Promise<string>) => {
  let known: string | undefined
  return async () => {
    known ??= (await store.query<{ version: string }>('SELECT version() AS version')).rows[0]?.version
    return known ?? '0.0.0'
  }
}

/** Log lines about requests without a key. */
const strangersPerMinute = 10

const toDoorParts = ({ config, store, log, metrics, access }: Parts, read: UserSql): DoorParts => {
  const { hub } = config
  const counters = createDoorCounters()
  metrics.observe(createDoorFigures(counters))
  const files = openBodyFiles(join(hub.dataDir, 'door'))
  return {
    authenticate: createAuthenticate(access.admitKey),
    checkOrigin: createCheckOrigin(config),
    read,
    insert: createInsert({ store, files, database: hub.database }),
    toDoorError,
    counters,
    timer: metrics.createTimer('plainsight_door_duration_seconds', 'Run time of requests at the ClickHouse door'),
    log,
    strangers: createThrottle(strangersPerMinute),
    bodies: createGate(places(4)),
    limits: { sent: hub.maxBodyBytes, inflated: hub.maxInflatedBytes },
    database: hub.database,
    version: createVersion(store),
  }
}

/**
 * Opens the ClickHouse door if the settings name a port for it; undefined otherwise. Without any key it is open and
 * rejects every request.
 * @throws PlainsightError `DOOR_PORT_TAKEN`
 */
export const openHubDoor = async (parts: Parts): Promise<Door | undefined> => {
  const { config, userSql, keys, log } = parts
  if (config.hub.clickhouseDoor === undefined || userSql === undefined) return undefined
  const address = toDoorAddress(config.hub.clickhouseDoor, config.hub.host)
  const door = await openDoor(toDoorParts(parts, userSql), address)
  log.info({ url: door.url }, 'The ClickHouse door is open')
  if (!keys.hasAny())
    log.warn('The ClickHouse door rejects every request: there is no key yet. Create one: plainsight keys add NAME')
  return door
}
