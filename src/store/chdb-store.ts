import { mkdirSync } from 'node:fs'
import { type Engine, type EngineLog, type EngineStats, startEngine } from '../engine/engine.ts'
import { PlainsightError } from '../errors.ts'
import { lockFolder } from '../folder-lock.ts'
import { createGate } from '../limits/semaphore.ts'
import { createReadOnlyRunner, type ReadOnlyRunner } from './chdb-read-only.ts'
import { toMemoryLimits } from './engine-memory.ts'
import { toInsertSettings } from './insert-settings.ts'
import { removeOldPipes } from './pipe-folder.ts'
import { toParamAssignments } from './query-params.ts'
import type { ReadOnlyStore } from './read-only.ts'
import { toAssignments, toIdentifier, toLiteral } from './sql-text.ts'
import type { QueryOptions, Store } from './store.ts'
import { toInsertError, toQueryError } from './store-error.ts'

export type ChdbOptions = {
  /** Folder of the engine's data; created if it does not exist. */
  readonly path: string
  readonly database: string
  /** Queries that may run concurrently. */
  readonly readers: number
  readonly userDataDir?: string | undefined
  /** Statements of users that may run concurrently. */
  readonly readOnlySlots: number
  /**
   * Resident memory beyond which the engine is killed, bytes. Default: half of the machine's, or three quarters of a
   * container's.
   */
  readonly memoryBytes?: number | undefined
  readonly log: EngineLog
}

/** A store whose engine may restart, and which runs statements of users. */
export type EmbeddedStore = Store & ReadOnlyStore & { engineStats(): EngineStats }

/** Memory that one query may take, in bytes; groups and sorts that need half of it spill to disk. */
const queryMemory = 2 ** 31

/** One statement sets the limits of the next query and binds its parameters. */
const toPreparation = (sql: string, { params, fields, timeoutMs = 0, maxRows }: QueryOptions): string =>
  [
    `SET max_execution_time = ${timeoutMs / 1000}`,
    `max_result_rows = ${maxRows === undefined ? 0 : maxRows + 1}`,
    "result_overflow_mode = 'break'",
    `max_memory_usage = ${queryMemory}`,
    `max_bytes_before_external_group_by = ${queryMemory / 2}`,
    `max_bytes_before_external_sort = ${queryMemory / 2}`,
    ...toParamAssignments(sql, params, fields),
  ].join(', ')

/** How long an insert may take, ms, the same as for a server. */
const insertLimitMs = 300_000

/** How often the engine may crash while it inserts the same segment before the segment counts as the reason. */
const maxCrashes = 3

/** Ends the loop in which a segment crashes the engine again and again. */
const createCrashCounter = () => {
  const crashes = new Map<string, number>()
  return {
    succeeded: (token: string): void => void crashes.delete(token),
    failed: (token: string, table: string, error: unknown): void => {
      const isCrash = error instanceof PlainsightError && error.facts.verdict === 'crash'
      if (!isCrash) return
      const count = (crashes.get(token) ?? 0) + 1
      crashes.set(token, count)
      if (count < maxCrashes) return
      crashes.delete(token)
      throw new PlainsightError('INSERT_REFUSED', { table, reason: `the engine crashed on them ${count} times` })
    },
  }
}

const ping = async (engine: Engine): Promise<void> => {
  if (!engine.stats().isUp) throw new PlainsightError('STORE_UNAVAILABLE', { reason: 'the embedded engine restarts' })
  await engine.run({ session: 'control', statements: ['SELECT 1'], format: 'Null' }).catch((error) => {
    throw new PlainsightError('STORE_UNAVAILABLE', { reason: String(error).slice(0, 300) }, { cause: error })
  })
}

const createEngine = async (options: ChdbOptions): Promise<Engine> => {
  const { path, database, memoryBytes, userDataDir, log } = options
  return startEngine({
    path,
    userDataDir,
    log,
    setup: `CREATE DATABASE IF NOT EXISTS ${toIdentifier(database)} ENGINE = Atomic`,
    preparation: `USE ${toIdentifier(database)}`,
    ...toMemoryLimits(memoryBytes),
  })
}

/**
 * ClickHouse in a separate process, which may end at any time and is restarted. A few sessions read, and each table
 * has one for writing, so that a problem with one table does not delay the others.
 * @throws PlainsightError `STORE_ENGINE_MISSING`, `STORE_ENGINE_UNLOADABLE`, `STORE_LOCKED`, `STORE_UNAVAILABLE`
 */
export const openChdbStore = async (options: ChdbOptions): Promise<EmbeddedStore> => {
  mkdirSync(options.path, { recursive: true, mode: 0o700 })
  const lock = await lockFolder(options.path, 'STORE_LOCKED')
  removeOldPipes(options.path)
  const engine = await createEngine(options).catch((error) => {
    lock.release()
    throw toQueryError(error, {})
  })
  const withReader = createGate(Array.from({ length: options.readers }, (_, index) => `read ${index}`))
  const crashes = createCrashCounter()
  const command = async (session: string, sql: string): Promise<void> => {
    await engine.run({ session, statements: [sql], format: 'Null' }).catch((error) => {
      throw toQueryError(error, {})
    })
  }
  let runner: ReadOnlyRunner | undefined
  return {
    kind: 'chdb',
    query: async <Row>(sql: string, queryOptions: QueryOptions = {}) => {
      const started = performance.now()
      const statements = [toPreparation(sql, queryOptions), sql]
      const limitMs = queryOptions.timeoutMs
      const run = (session: string) => engine.run({ session, statements, format: 'JSON', limitMs })
      const { bytes } = await withReader(run).catch((error) => {
        throw toQueryError(error, queryOptions)
      })
      const { data: rows } = JSON.parse(bytes.toString()) as { data: Row[] }
      const { maxRows = rows.length } = queryOptions
      return { rows: rows.slice(0, maxRows), truncated: rows.length > maxRows, elapsedMs: performance.now() - started }
    },
    readOnly: async (sql, readOnlyOptions) => {
      const { path, readOnlySlots: slots } = options
      runner ??= createReadOnlyRunner({ path, slots, engine })
      return runner.run(sql, readOnlyOptions)
    },
    command: (sql) => command('command', sql),
    insertFile: async (table, path, token) => {
      const settings = toAssignments(toInsertSettings(token))
      const sql = `INSERT INTO ${table} FROM INFILE ${toLiteral(path)} COMPRESSION 'none' SETTINGS ${settings.join(', ')} FORMAT Native`
      try {
        await engine.run({ session: `write ${table}`, statements: [sql], format: 'Null', limitMs: insertLimitMs })
      } catch (error) {
        crashes.failed(token, table, error)
        throw toInsertError(error, table)
      }
      crashes.succeeded(token)
    },
    ping: () => ping(engine),
    engineStats: engine.stats,
    close: async () => {
      await engine.close()
      runner?.close()
      lock.release()
    },
  }
}
