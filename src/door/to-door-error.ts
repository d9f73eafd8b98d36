import { PlainsightError } from '../errors.ts'
import { IncorrectData } from '../native/reader.ts'
import { DoorError, type ExceptionName } from './door-error.ts'

/** Errors of the hub, under ClickHouse's names. */
const names: Readonly<Partial<Record<PlainsightError['code'], ExceptionName>>> = {
  ORIGIN_REFUSED: 'ACCESS_DENIED',
  SITE_REFUSED: 'ACCESS_DENIED',
  BODY_TOO_LARGE: 'QUERY_IS_TOO_LARGE',
  CONTENT_ENCODING_INVALID: 'CANNOT_DECOMPRESS',
  QUERY_INVALID: 'BAD_ARGUMENTS',
  QUERY_TIMEOUT: 'TIMEOUT_EXCEEDED',
  SQL_INVALID: 'SYNTAX_ERROR',
  SQL_REFUSED: 'ACCESS_DENIED',
  SQL_LIMIT: 'LIMIT_EXCEEDED',
  SQL_BUSY: 'TOO_MANY_SIMULTANEOUS_QUERIES',
  SQL_ENDED_ENGINE: 'ACCESS_DENIED',
  KEY_SUSPENDED: 'ACCESS_DENIED',
  ENGINE_RESTARTING: 'NETWORK_ERROR',
  INSERT_REFUSED: 'INCORRECT_DATA',
  STORE_UNAVAILABLE: 'NETWORK_ERROR',
}

/** Errors of the engine that clients rely on, by its number. */
const engineNames: Readonly<Record<number, ExceptionName>> = {
  36: 'BAD_ARGUMENTS',
  47: 'UNKNOWN_IDENTIFIER',
  60: 'UNKNOWN_TABLE',
  62: 'SYNTAX_ERROR',
  81: 'UNKNOWN_DATABASE',
  158: 'TOO_MANY_ROWS',
  159: 'TIMEOUT_EXCEEDED',
  160: 'TIMEOUT_EXCEEDED',
  241: 'MEMORY_LIMIT_EXCEEDED',
  307: 'TOO_MANY_BYTES',
}

const nameOf = ({ code, facts }: PlainsightError): ExceptionName | undefined =>
  engineNames[Number(facts.engine)] ?? names[code]

/** Messages for errors whose own message does not help here, or would disclose something about the machine. */
const sentences: Readonly<Partial<Record<PlainsightError['code'], string>>> = {
  INSERT_REFUSED:
    'The store cannot insert these rows: they are inconsistent, for example in the lengths of nested lists',
  STORE_UNAVAILABLE: 'The store does not respond. Retry in a moment',
}

/**
 * Anything that looks like a path, so that a message never confirms a guessed path.
 */
const path = /[^\s'"`(),;]*\/[^\s'"`(),;]+/g

/**
 * A rejection is in the hub's own words; all others may contain text of the engine, which knows where its files are.
 */
const toSentence = ({ code, message, hint }: PlainsightError): string =>
  sentences[code] ?? `${code === 'SQL_REFUSED' ? message : message.replaceAll(path, '…')}. ${hint}`.replace(/\.$/, '')

/** Any failure as an error that clients of ClickHouse understand. */
export type ToDoorError = (error: unknown) => DoorError

/** An unknown error discloses nothing internal, and no error the place of the data. */
export const toDoorError: ToDoorError = (error) => {
  if (error instanceof DoorError) return error
  if (error instanceof IncorrectData) return new DoorError('INCORRECT_DATA', error.message, { cause: error })
  const name = error instanceof PlainsightError ? nameOf(error) : undefined
  if (!(error instanceof PlainsightError) || name === undefined)
    return new DoorError('UNKNOWN_EXCEPTION', 'Something went wrong inside the hub', { cause: error })
  return new DoorError(name, toSentence(error), { cause: error })
}
