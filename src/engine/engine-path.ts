import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { PlainsightError } from '../errors.ts'

/** The part of the package `chdb` that is used. */
export type EngineLibrary = Pick<typeof import('chdb'), 'Session' | 'drainPending' | 'version'>

export type EngineSession = InstanceType<EngineLibrary['Session']>

/** Exact version that the tests use and the installer downloads. */
export const engineVersion = '3.4.0'

/**
 * Per-user folder that `plainsight install-engine` installs chDB into (it contains `node_modules`), so that no app
 * carries 550 MB. `userDataDir` is the config's `hub.userDataDir` (`XDG_DATA_HOME`), default `~/.local/share`.
 */
export const engineFolder = (userDataDir?: string): string =>
  join(userDataDir ?? join(homedir(), '.local', 'share'), 'plainsight', 'engine')

const tryRequire = (from: string): EngineLibrary | undefined => {
  const require = createRequire(from)
  try {
    require.resolve('chdb')
  } catch {
    return undefined
  }
  try {
    return require('chdb') as EngineLibrary
  } catch (error) {
    throw new PlainsightError('STORE_ENGINE_UNLOADABLE', { reason: (error as Error).message }, { cause: error })
  }
}

/**
 * Loads chDB from beside this package, else from the per-user folder.
 * @throws PlainsightError `STORE_ENGINE_MISSING` when it is in neither, `STORE_ENGINE_UNLOADABLE`
 */
export const loadEngine = (userDataDir?: string): EngineLibrary => {
  const engine = tryRequire(import.meta.url) ?? tryRequire(join(engineFolder(userDataDir), 'package.json'))
  if (engine === undefined) throw new PlainsightError('STORE_ENGINE_MISSING')
  return engine
}
