import { join } from 'node:path'
import type { Engine } from '../engine/engine.ts'
import { PlainsightError } from '../errors.ts'
import { createSemaphore } from '../limits/semaphore.ts'
import { createOutlet, type Outlet } from './outlet.ts'
import { makePipeFolder } from './pipe-folder.ts'
import { pourAnswer } from './pour-answer.ts'
import type { AnswerSize, ReadOnlyAnswer, ReadOnlyOptions } from './read-only.ts'
import { toSqlError } from './sql-error.ts'
import { toAssignments, toLiteral } from './sql-text.ts'

/**
 * `readonly` comes last: after it nothing can be set. Parallel writers would keep much of an answer in memory, and
 * would not end when the reader is gone.
 */
const toPreparation = ({ settings, params = {} }: ReadOnlyOptions): string =>
  [
    ...Object.entries(params).map(([name, value]) => `param_${name} = ${toLiteral(value)}`),
    ...toAssignments(settings),
    'output_format_parallel_formatting = 0',
    'output_format_parquet_parallel_encoding = 0',
    'readonly = 1',
  ].join(', ')

type Parts = {
  readonly engine: Pick<Engine, 'run' | 'closeSession'>
  /** Folder of the engine. */
  readonly path: string
  /** Statements that may run concurrently; more wait. */
  readonly slots: number
}

/** Runs the statement into the pipe, in its own session, so that no state of a statement is left for the next. */
const runInto = async (
  { engine }: Parts,
  { session, sql, outlet }: { readonly session: string; readonly sql: string; readonly outlet: Outlet },
  options: ReadOnlyOptions,
): Promise<AnswerSize> => {
  const statement = `${sql}\nINTO OUTFILE ${toLiteral(outlet.path)} TRUNCATE FORMAT ${options.format}`
  const { rows, rowBytes: bytes } = await engine.run({
    session,
    statements: [`SET ${toPreparation(options)}`, statement],
    format: 'Null',
    once: true,
    limitMs: options.deadlineMs,
    user: { sql, key: options.key },
  })
  return { rows, bytes }
}

export type ReadOnlyRunner = {
  /**
   * @throws PlainsightError `SQL_BUSY` when no slot became free within the deadline, `SQL_INVALID`, `SQL_LIMIT`,
   * `STORE_UNAVAILABLE`, and what `Engine.run` throws
   */
  run(sql: string, options: ReadOnlyOptions): Promise<ReadOnlyAnswer>
  /** Removes the pipes, once the engine has ended. */
  close(): void
}

/**
 * Stops the statement of a session: one that has not started does not start, and one that runs fails at the pipe that
 * it writes to. The engine ends it after the current block, if it is not done already.
 */
const stop = ({ engine }: Parts, session: string, { path }: Outlet): void => {
  engine.closeSession(session)
  const statement = `KILL QUERY WHERE position(query, ${toLiteral(path)}) > 0 ASYNC`
  engine.run({ session: 'control', statements: [statement], format: 'Null' }).catch(() => undefined)
}

/**
 * Runs read-only statements. Their sessions are not those of the page, so that they delay none of its queries.
 */
export const createReadOnlyRunner = (parts: Parts): ReadOnlyRunner => {
  const folder = makePipeFolder(parts.path)
  const outlets = createSemaphore(
    Array.from({ length: parts.slots }, (_, slot) => createOutlet(join(folder.path, `${slot}.pipe`))),
  )
  let last = 0
  return {
    run: async (sql, options) => {
      const lease = await outlets.acquire(options.deadlineMs)
      if (lease === undefined) throw new PlainsightError('SQL_BUSY', { limit: parts.slots })
      const outlet = lease.thing
      const session = `user ${++last}`
      try {
        const statement = {
          run: async (checkWanted: () => void) => {
            checkWanted()
            return runInto(parts, { session, sql, outlet }, options)
          },
          stop: () => stop(parts, session, outlet),
        }
        const { answer, released } = pourAnswer(outlet, statement, options)
        void released.then(() => lease.release())
        return await answer
      } catch (error) {
        throw toSqlError(error)
      }
    },
    close: folder.remove,
  }
}
