import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type ErrorCode, PlainsightError } from './errors.ts'
import { loadSqlite } from './sqlite.ts'

export type FolderLock = { release(): void }

type LockOptions = {
  /** Name of the lock in the folder; a folder may have several. */
  readonly file?: string
  /** How long to wait for another process to end, ms. */
  readonly waitMs?: number
}

const retryMs = 50

/** A database that nothing refers to is closed when garbage is collected, and its lock with it. */
const held = new Set<FolderLock>()

/**
 * Takes the folder for this process. The lock is SQLite's, that is the operating system's: it dies with the process, so
 * a killed hub blocks nobody, and it holds across containers that share a volume, where process ids mean nothing.
 * @throws PlainsightError with the code given, when another process has it
 */
export const lockFolder = async (
  path: string,
  code: ErrorCode,
  { file = 'plainsight.lock', waitMs = 0 }: LockOptions = {},
): Promise<FolderLock> => {
  const until = performance.now() + waitMs
  const database = new (loadSqlite().DatabaseSync)(join(path, file))
  for (;;) {
    try {
      database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
      const lock: FolderLock = {
        release: () => {
          held.delete(lock)
          database.close()
        },
      }
      held.add(lock)
      return lock
    } catch (error) {
      const isLocked = /locked/.test(String(error))
      if (!isLocked || performance.now() >= until) {
        database.close()
        throw isLocked ? new PlainsightError(code, { path }) : error
      }
    }
    await setTimeout(retryMs)
  }
}
