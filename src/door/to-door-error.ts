import { PlainsightError } from '../errors.ts'
import { IncorrectData } from '../native/reader.ts'
import { DoorError, type ExceptionName } from './door-error.ts'

/** Errors of the hub as ClickHouse would have named them. */
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

/** Errors of the engine that clients go by, by its number. */
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

/** Where the hub's own words are of no use here, or the engine's would tell of the machine. */
const sentences: Readonly<Partial<Record<PlainsightError['code'], string>>> = {
  INSERT_REFUSED:
    'The store cannot take these rows: they contradict each other, for example in the lengths of nested lists',
  STORE_UNAVAILABLE: 'The store does not answer. Try again in a moment',
}

/**
 * Whatever looks like a path, so that a sentence says nothing of a guess: neither that the data lies there nor that it
 * does not.
 */
const path = /[^\s'"`(),;]*\/[^\s'"`(),;]+/g

/** A refusal is in the hub's own words; in all others may be some of the engine, which knows where its files lie. */
const toSentence = ({ code, message, hint }: PlainsightError): string =>
  sentences[code] ?? `${code === 'SQL_REFUSED' ? message : message.replaceAll(path, '…')}. ${hint}`.replace(/\.$/, '')

/** Any failure as one that a client of ClickHouse understands. */
export type ToDoorError = (error: unknown) => DoorError

/** What is not known says nothing of the inside, and nothing says where the data lies. */
export const toDoorError: ToDoorError = (error) => {
  if (error instanceof DoorError) return error
  if (error instanceof IncorrectData) return new DoorError('INCORRECT_DATA', error.message, { cause: error })
  const name = error instanceof PlainsightError ? nameOf(error) : undefined
  if (!(error instanceof PlainsightError) || name === undefined)
    return new DoorError('UNKNOWN_EXCEPTION', 'Something went wrong inside the hub', { cause: error })
  return new DoorError(name, toSentence(error), { cause: error })
}
