import type { Readable } from 'node:stream'
import type { GuardedSql } from '../guard/guarded-sql.ts'

/** One question as it came through the door. */
export type ReadRequest = {
  readonly sql: string
  /** Name of the key that asks. */
  readonly key: string
  /** Format where the statement says none. */
  readonly format: string
  /** Values of `{name:Type}` as one field of TabSeparated. */
  readonly params: Readonly<Record<string, string>>
  readonly settings: Readonly<Record<string, string>>
  /** Aborts when the client is gone. */
  readonly signal: AbortSignal
}

/** What is known when all of an answer was read. */
export type ReadEnd = {
  readonly rows: number
  /** The limits cut rows off. */
  readonly isCut: boolean
}

export type ReadAnswer = {
  readonly format: string
  /** Age of the oldest row that is acknowledged and was not in the store when the question ran, ms. */
  readonly behindMs?: number
  readonly body: Readable
  /** Rejects as `body` does. */
  readonly end: Promise<ReadEnd>
}

/** Checks and runs one question. Rejects with what `toDoorError` knows. */
export type Read = (request: ReadRequest) => Promise<ReadAnswer>

/** Questions go through the guard, as all SQL of users does. */
export const createRead =
  (guarded: GuardedSql): Read =>
  async (request) => {
    const { body, format, done } = await guarded.run(request)
    const end = done.then(({ rows, cut }) => ({ rows, isCut: cut }))
    // Whoever reads the body meets the same error.
    end.catch(() => undefined)
    return { body, format, end }
  }
