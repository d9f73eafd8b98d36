import { join } from 'node:path'
import { type ErrorCode, PlainsightError } from '../errors.ts'
import { loadSqlite } from '../sqlite.ts'

export type FolderLock = { release(): void }

/**
 * Takes the folder for this process. The lock is SQLite's, that is the operating system's: it dies with the process, so a killed
 * hub blocks nobody, and it holds across containers that share a volume, where process ids mean nothing.
 * @throws PlainsightError with the code given, when another process has it
 */
export const lockFolder = async (path: string, code: ErrorCode): Promise<FolderLock> => {
  const file = new (loadSqlite().DatabaseSync)(join(path, 'plainsight.lock'))
  try {
    file.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    file.close()
    if (/locked/.test(String(error))) throw new PlainsightError(code, { path })
    throw error
  }
  return { release: () => file.close() }
}
