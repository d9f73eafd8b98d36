import { toEngineCode } from '../engine/engine-code.ts'
import { PlainsightError } from '../errors.ts'

/** Numbers of ClickHouse's errors that mean "these bytes will never be a row", so that a retry is useless. */
const undigestible: ReadonlySet<number> = new Set([
  6, 9, 27, 32, 33, 36, 38, 41, 42, 43, 50, 53, 62, 69, 70, 72, 117, 128, 131, 190, 261, 349, 469,
])

const timeouts: ReadonlySet<number> = new Set([159, 160])

const toReason = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .replace(/^(Code: \d+\. )?(DB::Exception: )?/, '')
    .split('\n')[0]!
    .slice(0, 300)

/** A failed query as a PlainsightError; the engine's message is in `cause` and never reaches a client. */
export const toQueryError = (
  error: unknown,
  { timeoutMs }: { readonly timeoutMs?: number | undefined },
): PlainsightError => {
  if (error instanceof PlainsightError) return error
  const code = toEngineCode(error)
  if (code === undefined) return new PlainsightError('STORE_UNAVAILABLE', { reason: toReason(error) }, { cause: error })
  if (timeouts.has(code)) return new PlainsightError('QUERY_TIMEOUT', { limit: timeoutMs ?? 0 }, { cause: error })
  return new PlainsightError('QUERY_FAILED', {}, { cause: error })
}

/**
 * A failed insert: `INSERT_REFUSED` when the rows themselves are invalid, else `STORE_UNAVAILABLE`, after which a
 * retry makes sense.
 */
export const toInsertError = (error: unknown, table: string): PlainsightError => {
  if (error instanceof PlainsightError) return error
  const reason = toReason(error)
  return undigestible.has(toEngineCode(error) ?? 0)
    ? new PlainsightError('INSERT_REFUSED', { table, reason }, { cause: error })
    : new PlainsightError('STORE_UNAVAILABLE', { reason }, { cause: error })
}
