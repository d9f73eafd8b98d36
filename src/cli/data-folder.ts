import { accessSync, constants, mkdirSync } from 'node:fs'
import type { Config } from '../config/schema.ts'
import { PlainsightError } from '../errors.ts'

/**
 * Creates the data folder, accessible only to this user, unless it exists.
 * @throws PlainsightError `DATA_DIR_UNWRITABLE`
 */
export const makeDataFolder = (path: string): void => {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    accessSync(path, constants.W_OK)
  } catch (error) {
    throw new PlainsightError('DATA_DIR_UNWRITABLE', { reason: (error as Error).message }, { cause: error })
  }
}

/** Where telemetry is stored, without the credentials of a ClickHouse server. */
export const toDataPlace = ({ hub: { storeUrl, dataDir } }: Config): string =>
  storeUrl === undefined ? dataDir : `ClickHouse at ${new URL(storeUrl).origin}`
