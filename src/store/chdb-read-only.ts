import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { EngineSession } from './chdb-readers.ts'
import { createOutlet, type Outlet } from './outlet.ts'
import { pourAnswer } from './pour-answer.ts'
import type { AnswerSize, ReadOnlyAnswer, ReadOnlyOptions } from './read-only.ts'
import { createSlots } from './slots.ts'
import { toIdentifier, toLiteral } from './sql-text.ts'

const toSetting = ([name, value]: [string, string | number]): string =>
  `${name} = ${typeof value === 'number' ? value : toLiteral(value)}`

/**
 * `readonly` comes last: after it nothing can be set. Writers that work side by side would keep much of an answer in memory, and do not end when
 * nobody reads it any more.
 */
const toPreparation = ({ settings, params = {} }: ReadOnlyOptions): string =>
  [
    ...Object.entries(params).map(([name, value]) => `param_${name} = ${toLiteral(value)}`),
    ...Object.entries(settings).map(toSetting),
    'output_format_parallel_formatting = 0',
    'output_format_parquet_parallel_encoding = 0',
    'readonly = 1',
  ].join(', ')

/** Runs the statement into the pipe, in a session of its own, so that nothing of one statement is left for the next. */
const runInto = async (
  outlet: Outlet,
  { openSession, database }: Parts,
  sql: string,
  options: ReadOnlyOptions,
): Promise<AnswerSize> => {
  const session = openSession()
  try {
    await session.queryAsync(`USE ${toIdentifier(database)}`, { format: 'Null' })
    await session.queryAsync(`SET ${toPreparation(options)}`, { format: 'Null' })
    const statement = `${sql}\nINTO OUTFILE ${toLiteral(outlet.path)} TRUNCATE FORMAT ${options.format}`
    const { rowsRead, bytesRead } = await session.queryAsync(statement, { format: 'Null' })
    return { rows: rowsRead, bytes: bytesRead }
  } finally {
    session.close()
  }
}

type Parts = {
  readonly openSession: () => EngineSession
  readonly database: string
  /** Folder in which one of our own is made, for the pipes. */
  readonly path: string
  /** Statements that may run side by side; more wait. */
  readonly slots: number
}

export type ReadOnlyRunner = {
  run(sql: string, options: ReadOnlyOptions): Promise<ReadOnlyAnswer>
  close(): void
}

/** Runs statements that may read and nothing else. Other sessions than the page's serve them, so that they keep none of its questions waiting. */
export const createReadOnlyRunner = (parts: Parts): ReadOnlyRunner => {
  const folder = mkdtempSync(join(parts.path, 'answers-'))
  const slots = createSlots(
    Array.from({ length: parts.slots }, (_, slot) => createOutlet(join(folder, `${slot}.pipe`))),
  )
  return {
    run: async (sql, options) => {
      const outlet = await slots.take()
      const { answer, released } = pourAnswer(outlet, () => runInto(outlet, parts, sql, options), options)
      void released.then(() => slots.giveBack(outlet))
      return answer
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}
