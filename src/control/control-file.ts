import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { PlainsightError } from '../errors.ts'
import { loadSqlite } from '../sqlite.ts'
import { migrations } from './migrations.ts'

/** How long a statement waits for another process to finish writing, in ms. */
const busyTimeout = 5_000

/** Outside the engine's folder, where no SQL of users can read it. */
export const toControlPath = (dataDir: string): string => join(dataDir, 'control.sqlite')

/** Created before SQLite opens it, since SQLite gives its other files (log, shared memory) the mode of this one. */
const makePrivate = (path: string): void => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  closeSync(openSync(path, 'a', 0o600))
  chmodSync(path, 0o600)
}

const versionOf = (file: DatabaseSync): number => Number(file.prepare('PRAGMA user_version').get()?.user_version)

/** In one exclusive transaction: two processes may open a new file at once. */
const migrate = (file: DatabaseSync, path: string): void => {
  if (versionOf(file) === migrations.length) return
  file.exec('BEGIN IMMEDIATE')
  try {
    const found = versionOf(file)
    if (found > migrations.length)
      throw new PlainsightError('CONTROL_VERSION', { path, found, expected: migrations.length })
    for (const step of migrations.slice(found)) file.exec(step)
    file.exec(`PRAGMA user_version = ${migrations.length}`)
    file.exec('COMMIT')
  } catch (error) {
    file.exec('ROLLBACK')
    throw error
  }
}

const openFile = (path: string): DatabaseSync => {
  makePrivate(path)
  const file = new (loadSqlite().DatabaseSync)(path, { timeout: busyTimeout })
  try {
    // FULL: what a command has confirmed (a revoked key) is on disk.
    file.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    migrate(file, path)
    return file
  } catch (error) {
    file.close()
    throw error
  }
}

/**
 * Opens the control file of a data folder, readable by this user only, and brings its tables up to date. Several
 * processes may have it open: a command line writes while a hub reads, and each statement sees what was written before
 * it.
 * @throws PlainsightError `CONTROL_VERSION` (a newer plainsight wrote it), `CONTROL_UNUSABLE`
 */
export const openControlFile = (dataDir: string): DatabaseSync => {
  const path = toControlPath(dataDir)
  try {
    return openFile(path)
  } catch (error) {
    if (error instanceof PlainsightError) throw error
    throw new PlainsightError('CONTROL_UNUSABLE', { path, reason: (error as Error).message }, { cause: error })
  }
}
