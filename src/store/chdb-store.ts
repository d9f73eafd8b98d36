import { mkdirSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { PlainsightError } from '../errors.ts'
import { createSlots } from '../limits/slots.ts'
import { createReadOnlyRunner, type ReadOnlyRunner } from './chdb-read-only.ts'
import { type Engine, type EngineSession, loadEngine } from './engine-path.ts'
import { toConnectionArgs } from './engine-settings.ts'
import { lockFolder } from './folder-lock.ts'
import { toInsertSettings } from './insert-settings.ts'
import { mendDeduplication } from './mend-deduplication.ts'
import { toParamAssignments } from './query-params.ts'
import type { SqlStore } from './read-only.ts'
import { toAssignments, toIdentifier, toLiteral } from './sql-text.ts'
import type { QueryOptions } from './store.ts'
import { toInsertError, toQueryError } from './store-error.ts'

export type ChdbOptions = {
  /** Folder of the engine's data; made when it is not there. */
  readonly path: string
  readonly database: string
  /** Sessions that run queries side by side. */
  readonly readers: number
  readonly userDataDir?: string | undefined
  /** Statements of users that may run side by side. */
  readonly readOnlySlots?: number
}

const openSession = (engine: Engine, path: string, connectionArgs: readonly string[]): EngineSession => {
  try {
    return new engine.Session(path, { connectionArgs })
  } catch (error) {
    throw new PlainsightError('STORE_UNAVAILABLE', { reason: String(error).slice(0, 300) }, { cause: error })
  }
}

const run = async (session: EngineSession, sql: string): Promise<void> => {
  await session.queryAsync(sql, { format: 'Null' })
}

/** Memory that one query may take, in bytes; groups and sorts that need half of it go on on disk. */
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

const ask = async <Row>(session: EngineSession, sql: string, options: QueryOptions): Promise<Row[]> => {
  await run(session, toPreparation(sql, options))
  const result = await session.queryAsync(sql, { format: 'JSON' })
  return result.json<{ data: Row[] }>().data
}

const openSessions = async (engine: Engine, { path, database, readers: readerCount }: ChdbOptions) => {
  const connectionArgs = toConnectionArgs(path)
  const sessions: EngineSession[] = []
  const close = (): void => {
    for (const session of sessions) session.close()
  }
  const name = toIdentifier(database)
  try {
    for (let index = 0; index <= readerCount; index++) {
      const session = openSession(engine, path, connectionArgs)
      sessions.push(session)
      if (index === 0) await run(session, `CREATE DATABASE IF NOT EXISTS ${name} ENGINE = Atomic`)
      await run(session, `USE ${name}`)
    }
  } catch (error) {
    close()
    throw toQueryError(error, {})
  }
  const [writer, ...readers] = sessions as [EngineSession, ...EngineSession[]]
  const openReader = (): EngineSession => openSession(engine, path, connectionArgs)
  // A session runs its queries one after another, several run theirs side by side.
  return { writer, readers: createSlots(readers), openReader, close }
}

/** The engine says who holds the folder only on stderr, so ours is asked first. */
const openLocked = async (options: ChdbOptions) => {
  const engine = loadEngine(options.userDataDir)
  mkdirSync(options.path, { recursive: true, mode: 0o700 })
  const lock = await lockFolder(options.path, 'STORE_LOCKED')
  try {
    mendDeduplication(options.path)
    return { engine, lock, ...(await openSessions(engine, options)) }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** How long a close waits for statements that were told to stop, ms. */
const closeMs = 5_000

/** Nothing interrupts the engine within a block, which can last for hours when a statement was made for it. */
const drain = async (engine: Engine): Promise<void> => {
  const over = new AbortController()
  const late = setTimeout(closeMs, 'late', { signal: over.signal }).catch(() => undefined)
  const first = await Promise.race([engine.drainPending(), late])
  over.abort()
  if (first === 'late') throw new PlainsightError('STORE_STILL_BUSY', { seconds: closeMs / 1000 })
}

/**
 * ClickHouse inside this process. One session writes, a few read; the engine holds a lock on the folder that dies with the process.
 * @throws PlainsightError `STORE_ENGINE_MISSING`, `STORE_ENGINE_UNLOADABLE`, `STORE_LOCKED`, `STORE_UNAVAILABLE`
 */
export const openChdbStore = async (options: ChdbOptions): Promise<SqlStore> => {
  const { engine, lock, writer, readers, openReader, close } = await openLocked(options)
  let runner: ReadOnlyRunner | undefined
  const { readOnlySlots: slots = 2 } = options
  const guard = async (sql: string): Promise<void> => {
    try {
      await run(writer, sql)
    } catch (error) {
      throw toQueryError(error, {})
    }
  }
  const runBeside = (sql: string): Promise<void> => readers.use((session) => run(session, sql))
  return {
    kind: 'chdb',
    query: async <Row>(sql: string, queryOptions: QueryOptions = {}) => {
      const started = performance.now()
      const rows = await readers
        .use((session) => ask<Row>(session, sql, queryOptions))
        .catch((error) => {
          throw toQueryError(error, queryOptions)
        })
      const { maxRows = rows.length } = queryOptions
      return { rows: rows.slice(0, maxRows), truncated: rows.length > maxRows, elapsedMs: performance.now() - started }
    },
    readOnly: async (sql, readOnlyOptions) => {
      runner ??= createReadOnlyRunner({ ...options, openSession: openReader, command: runBeside, slots })
      return runner.run(sql, readOnlyOptions)
    },
    command: guard,
    insertFile: async (table, path, token) => {
      const settings = toAssignments(toInsertSettings(token))
      const sql = `INSERT INTO ${table} FROM INFILE ${toLiteral(path)} COMPRESSION 'none' SETTINGS ${settings.join(', ')} FORMAT Native`
      await run(writer, sql).catch((error) => {
        throw toInsertError(error, table)
      })
    },
    ping: () =>
      runBeside('SELECT 1').catch((error) => {
        throw new PlainsightError('STORE_UNAVAILABLE', { reason: String(error).slice(0, 300) }, { cause: error })
      }),
    close: async () => {
      await runner?.close()
      close()
      await drain(engine)
      lock.release()
    },
  }
}
