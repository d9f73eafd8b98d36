import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PlainsightError } from '../errors.ts'
import { createSlots } from '../limits/slots.ts'
import type { EngineSession } from './engine-path.ts'
import { createOutlet, type Outlet } from './outlet.ts'
import { pourAnswer } from './pour-answer.ts'
import type { AnswerSize, ReadOnlyAnswer, ReadOnlyOptions } from './read-only.ts'
import { toSqlError } from './sql-error.ts'
import { toAssignments, toIdentifier, toLiteral } from './sql-text.ts'

/**
 * `readonly` comes last: after it nothing can be set. Writers that work side by side would keep much of an answer in memory, and do not end when
 * nobody reads it any more.
 */
const toPreparation = ({ settings, params = {} }: ReadOnlyOptions): string =>
  [
    ...Object.entries(params).map(([name, value]) => `param_${name} = ${toLiteral(value)}`),
    ...toAssignments(settings),
    'output_format_parallel_formatting = 0',
    'output_format_parquet_parallel_encoding = 0',
    'readonly = 1',
  ].join(', ')

/** Runs the statement into the pipe, in a session of its own, so that nothing of one statement is left for the next. */
const runInto = async (
  outlet: Outlet,
  { openSession, database }: Parts,
  { sql, checkWanted }: { readonly sql: string; readonly checkWanted: () => void },
  options: ReadOnlyOptions,
): Promise<AnswerSize> => {
  const session = openSession()
  try {
    await session.queryAsync(`USE ${toIdentifier(database)}`, { format: 'Null' })
    await session.queryAsync(`SET ${toPreparation(options)}`, { format: 'Null' })
    checkWanted()
    const statement = `${sql}\nINTO OUTFILE ${toLiteral(outlet.path)} TRUNCATE FORMAT ${options.format}`
    const { rowsRead, bytesRead } = await session.queryAsync(statement, { format: 'Null' })
    return { rows: rowsRead, bytes: bytesRead }
  } finally {
    session.close()
  }
}

type Parts = {
  readonly openSession: () => EngineSession
  /** Runs a statement of ours beside those of users. */
  readonly command: (sql: string) => Promise<unknown>
  readonly database: string
  /** Folder of the engine. */
  readonly path: string
  /** Statements that may run side by side; more wait. */
  readonly slots: number
}

export type ReadOnlyRunner = {
  /** @throws PlainsightError `SQL_BUSY` when no place came free within the deadline, `SQL_INVALID`, `SQL_LIMIT`, `STORE_UNAVAILABLE` */
  run(sql: string, options: ReadOnlyOptions): Promise<ReadOnlyAnswer>
  /** Stops what runs. */
  close(): Promise<void>
}

/** Pipes do not belong among data, where whoever reads all files would wait at one for ever; but there is not always another place. */
const makeFolder = (path: string): string => {
  try {
    return mkdtempSync(join(tmpdir(), 'plainsight-answers-'))
  } catch {
    return mkdtempSync(join(path, 'answers-'))
  }
}

/** Statements are told by the pipe that they write into. The engine ends them after the block that it works on; it may have none of them any more. */
const stopThose = ({ command }: Parts, path: string): Promise<unknown> =>
  command(`KILL QUERY WHERE position(query, ${toLiteral(path)}) > 0 ASYNC`).catch(() => undefined)

/** Runs statements that may read and nothing else. Other sessions than the page's serve them, so that they keep none of its questions waiting. */
export const createReadOnlyRunner = (parts: Parts): ReadOnlyRunner => {
  const folder = makeFolder(parts.path)
  const slots = createSlots(
    Array.from({ length: parts.slots }, (_, slot) => createOutlet(join(folder, `${slot}.pipe`))),
  )
  return {
    run: async (sql, options) => {
      const outlet = await slots.take(options.deadlineMs)
      if (outlet === undefined) throw new PlainsightError('SQL_BUSY', { limit: parts.slots })
      try {
        const statement = {
          run: (checkWanted: () => void) => runInto(outlet, parts, { sql, checkWanted }, options),
          stop: () => void stopThose(parts, outlet.path),
        }
        const { answer, released } = pourAnswer(outlet, statement, options)
        void released.then(() => slots.giveBack(outlet))
        return await answer
      } catch (error) {
        throw toSqlError(error)
      }
    },
    close: async () => {
      await stopThose(parts, folder)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
