import type { Readable } from 'node:stream'

export type ReadOnlyOptions = {
  /** A format of the engine, in its own spelling. */
  readonly format: string
  /** Settings of this statement alone, among them its limits. */
  readonly settings: Readonly<Record<string, string | number>>
  /**
   * Values of `{name:Type}`, each as one field of TabSeparated, which is what ClickHouse's HTTP interface takes too.
   */
  readonly params?: Readonly<Record<string, string>> | undefined
  /** Most bytes of the answer as written; beyond them it breaks off with `SQL_LIMIT`. */
  readonly maxBytes: number
  /** Longest time in ms that the answer may take, its reader's slowness included. */
  readonly deadlineMs: number
  /**
   * The client of the statement, for example the id of an API key: one whose statements end the engine is suspended.
   */
  readonly key: string
  /**
   * Aborts when nobody waits for the answer any more; the statement is stopped, as at the deadline and at `maxBytes`.
   */
  readonly signal?: AbortSignal | undefined
}

export type ReadOnlyAnswer = {
  /**
   * One document in the requested format. It ends with an error when the statement fails after its first 256 KiB, or at
   * a limit of ours.
   */
  readonly body: Readable
  /** What came, when all of it came: rows and bytes as the engine counts them before it writes them. */
  readonly done: Promise<AnswerSize>
  /** The same when the answer was complete before it was handed out, as short ones are. */
  readonly size: AnswerSize | undefined
}

export type AnswerSize = { readonly rows: number; readonly bytes: number }

/** A store that takes statements of users. */
export type ReadOnlyStore = {
  /**
   * Runs a statement of a user, which the guard has checked, apart from all others, within the limits in its settings,
   * able to write nothing. Rejects with `SQL_INVALID`, `SQL_LIMIT`, `SQL_BUSY`, `STORE_UNAVAILABLE`,
   * `ENGINE_RESTARTING`, `SQL_ENDED_ENGINE`, `KEY_SUSPENDED`.
   */
  readOnly(sql: string, options: ReadOnlyOptions): Promise<ReadOnlyAnswer>
}
