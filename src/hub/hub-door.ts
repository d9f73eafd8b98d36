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
  /** Missing where the store is not the embedded one. */
  readonly userSql: UserSql | undefined
  readonly log: FastifyBaseLogger
  readonly metrics: HubMetrics
  readonly access: Access
  readonly keys: Pick<ApiKeys, 'hasAny'>
}

/** @throws PlainsightError `DOOR_NEEDS_EMBEDDED_STORE` when there is a server that tools can speak with */
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

/** Lines of the log about requests that no key came with. */
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
 * refuses everyone.
 * @throws PlainsightError `DOOR_PORT_TAKEN`
 */
export const openHubDoor = async (parts: Parts): Promise<Door | undefined> => {
  const { config, userSql, keys, log } = parts
  if (config.hub.clickhouseDoor === undefined || userSql === undefined) return undefined
  const address = toDoorAddress(config.hub.clickhouseDoor, config.hub.host)
  const door = await openDoor(toDoorParts(parts, userSql), address)
  log.info({ url: door.url }, 'The ClickHouse door is open')
  if (!keys.hasAny())
    log.warn('The ClickHouse door refuses everyone: there is no key yet. Make one: plainsight keys add NAME')
  return door
}
