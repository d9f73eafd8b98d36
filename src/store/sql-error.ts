import { toEngineCode } from '../engine/engine-code.ts'
import { PlainsightError } from '../errors.ts'

/** Names of the engine's limits for users, by the engine's error number. */
const limits: Readonly<Record<number, string>> = {
  158: 'rows to read',
  159: 'run time',
  160: 'run time',
  161: 'columns',
  162: 'depth of subqueries',
  167: 'depth of the statement',
  168: 'size of the statement',
  173: 'memory',
  191: 'size of a set',
  241: 'memory',
  290: 'memory',
  306: 'depth of the statement',
  307: 'bytes to read',
  396: 'rows or bytes of answer',
}

/** Errors of files and pipes: their messages are about this machine. */
const ours: ReadonlySet<number> = new Set([74, 75, 76, 77, 78, 243, 425])

/**
 * The engine's message without its numbers and version, and without tables that the statement does not name.
 */
const toReason = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .replace(/^(Code: \d+\. DB::Exception: )+/, '')
    .replace(/(\. \([A-Z_]+\))? ?\(version [^)]*\).*$/s, '')
    .replace(/\.? ?(: In scope .*|Maybe you meant.*|\([A-Z_]+\)\s*$)/s, '')
    .split('\n')[0]!
    .slice(0, 300)

/**
 * A statement of a user that failed in the engine: `SQL_LIMIT`, or `SQL_INVALID` with the engine's message, since it is
 * about the user's own text; `engine` in the facts is the engine's error number.
 */
export const toSqlError = (error: unknown): PlainsightError => {
  if (error instanceof PlainsightError) return error
  const engine = toEngineCode(error)
  const reason = toReason(error)
  if (engine === undefined || ours.has(engine))
    return new PlainsightError('STORE_UNAVAILABLE', { reason: 'the answer could not be made' }, { cause: error })
  const limit = limits[engine]
  return limit === undefined
    ? new PlainsightError('SQL_INVALID', { reason, engine }, { cause: error })
    : new PlainsightError('SQL_LIMIT', { limit, engine }, { cause: error })
}
