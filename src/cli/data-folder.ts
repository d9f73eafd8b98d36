import { accessSync, constants, mkdirSync } from 'node:fs'
import { PlainsightError } from '../errors.ts'

/**
 * Makes the data folder, for this user alone, when it is not there.
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
