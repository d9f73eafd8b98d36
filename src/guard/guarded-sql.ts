import type { Readable } from 'node:stream'
import { PlainsightError } from '../errors.ts'
import { createSemaphore, places, type Semaphore } from '../limits/semaphore.ts'
import type { ReadOnlyAnswer, ReadOnlyStore } from '../store/read-only.ts'
import { toFormat } from './allowed-formats.ts'
import { toSqlSettings } from './allowed-settings.ts'
import type { StatementKind } from './checked-statement.ts'
import type { Guard } from './guard.ts'
import { type SqlLimits, toLimitSettings } from './sql-limits.ts'

export type SqlRequest = {
  readonly sql: string
  /** Whose slot it takes, for example the id of an API key. */
  readonly key: string
  /** Format of the answer if the statement has no FORMAT. */
  readonly format: string
  /** Values of `{name:Type}`, as ClickHouse's HTTP interface takes them in `param_name`. */
  readonly params?: Readonly<Record<string, string>>
  /** Settings that the client sent with the statement; those on no list are rejected. */
  readonly settings?: Readonly<Record<string, string>>
  /** Aborted when the client disconnects. */
  readonly signal?: AbortSignal
}

export type SqlAnswer = {
  /** The answer as one document. Destroy it to abandon the rest. */
  readonly body: Readable
  readonly format: string
  readonly kind: StatementKind
  /** Whether rows are missing because of a limit; undefined while the answer is in progress. */
  readonly cut: boolean | undefined
  /** The same, known at the end. Rejects when the statement fails on the way, as `body` does. */
  readonly done: Promise<{ readonly rows: number; readonly cut: boolean }>
}

export type GuardedSql = {
  /**
   * Checks a statement of a user and runs it within the limits.
   * @throws PlainsightError `SQL_INVALID`, `SQL_REFUSED`, `SQL_LIMIT`, `SQL_BUSY`, and what `readOnly` of the store
   * throws
   */
  run(request: SqlRequest): Promise<SqlAnswer>
}

/** Additional time in which the answer of a statement may be fetched, ms. */
const fetchMs = 10_000

const isCut = ({ rows, bytes }: { rows: number; bytes: number }, settings: Record<string, string | number>): boolean =>
  rows > Number(settings.max_result_rows) || bytes > Number(settings.max_result_bytes)

/**
 * Creates the function that waits for a slot of a key and returns the one that frees it. Only keys with statements
 * are remembered.
 */
const createTurns = ({ running, waiting }: SqlLimits): ((key: string) => Promise<() => void>) => {
  const byKey = new Map<string, Semaphore<unknown>>()
  return async (key) => {
    const semaphore = byKey.get(key) ?? createSemaphore(places(running), { maxWaiting: waiting })
    byKey.set(key, semaphore)
    const lease = await semaphore.acquire()
    if (lease === undefined) throw new PlainsightError('SQL_BUSY', { limit: running + waiting })
    return () => {
      lease.release()
      if (semaphore.isIdle()) byKey.delete(key)
    }
  }
}

type Parts = { readonly guard: Guard; readonly store: ReadOnlyStore; readonly limits: SqlLimits }

/** Checked SQL of users, run within limits. */
export const createGuardedSql = ({ guard, store, limits }: Parts): GuardedSql => {
  const takeTurn = createTurns(limits)
  const start = async (request: SqlRequest): Promise<SqlAnswer> => {
    const { settings: sent = {} } = request
    const settings = { ...toLimitSettings(limits), ...toSqlSettings(sent, limits, await guard.zones()) }
    const { sql, format: own, kind, params } = await guard.check(request.sql, { params: request.params })
    const format = toFormat(own ?? request.format)
    const answer: ReadOnlyAnswer = await store.readOnly(sql, {
      format,
      settings,
      params,
      key: request.key,
      maxBytes: limits.answerBytes,
      deadlineMs: limits.timeoutMs + fetchMs,
      signal: request.signal,
    })
    const done = answer.done.then((size) => ({ rows: size.rows, cut: isCut(size, settings) }))
    done.catch(() => {})
    return { body: answer.body, format, kind, cut: answer.size && isCut(answer.size, settings), done }
  }
  return {
    run: async (request) => {
      const over = await takeTurn(request.key)
      try {
        const answer = await start(request)
        void answer.done.then(over, over)
        return answer
      } catch (error) {
        over()
        throw error
      }
    },
  }
}
