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
  /** Maximum bytes of the answer as written; beyond them it ends with `SQL_LIMIT`. */
  readonly maxBytes: number
  /** Maximum time of the answer in ms, including a slow reader. */
  readonly deadlineMs: number
  /**
   * The client of the statement, for example the id of an API key: a key whose statements end the engine is suspended.
   */
  readonly key: string
  /**
   * Aborted when the client disconnects; the statement is stopped, as at the deadline and at `maxBytes`.
   */
  readonly signal?: AbortSignal | undefined
}

export type ReadOnlyAnswer = {
  /**
   * One document in the requested format. It ends with an error when the statement fails after its first 256 KiB, or at
   * one of our limits.
   */
  readonly body: Readable
  /** Rows and bytes of the complete answer, as the engine counts them before it writes them. */
  readonly done: Promise<AnswerSize>
  /** The same if the answer was complete before it was returned, as short ones are. */
  readonly size: AnswerSize | undefined
}

export type AnswerSize = { readonly rows: number; readonly bytes: number }

/** A store that runs statements of users. */
export type ReadOnlyStore = {
  /**
   * Runs a statement of a user, which the guard has checked, isolated from all others, within the limits in its
   * settings, and read-only. Rejects with `SQL_INVALID`, `SQL_LIMIT`, `SQL_BUSY`, `STORE_UNAVAILABLE`,
   * `ENGINE_RESTARTING`, `SQL_ENDED_ENGINE`, `KEY_SUSPENDED`.
   */
  readOnly(sql: string, options: ReadOnlyOptions): Promise<ReadOnlyAnswer>
}
