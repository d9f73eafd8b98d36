import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { KeyHolder } from '../../access/principal.ts'
import { checkReader, checkWriter } from '../check-scope.ts'
import { toAnswerable } from '../client-questions.ts'
import type { DoorAnswer, DoorParts } from '../door.ts'
import type { DoorKind, DoorOutcome } from '../door-counters.ts'
import { DoorError } from '../door-error.ts'
import { isHello, toHello } from '../wire/hello.ts'
import { defaultFormat } from './content-types.ts'
import { readCredentials } from './credentials.ts'
import { splitSettings } from './inline-settings.ts'
import { type DoorParameters, readParameters } from './parameters.ts'
import { type BodyLimits, readBody } from './read-body.ts'
import { readStatement } from './read-statement.ts'
import { sendAnswer, toSummary } from './send-answer.ts'
import { sendException, sendText, setCommonHeaders } from './send-exception.ts'
import type { Strangers } from './strangers.ts'

type Incoming = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly search: URLSearchParams
  readonly strangers: Strangers
}

/** A request in progress. `key` and `kind` are set as soon as they are known. */
type Exchange = Incoming & {
  readonly parameters: DoorParameters
  readonly signal: AbortSignal
  key?: KeyHolder
  kind: DoorKind
}

const checkDatabase = (database: string | undefined, own: string): void => {
  if (database !== undefined && !['', 'default', '__default__', own].includes(database))
    throw new DoorError('UNKNOWN_DATABASE', `The only database here is ${own}`)
}

const admit = (parts: DoorParts, { request, search, parameters, strangers }: Exchange): KeyHolder => {
  parts.checkOrigin(request.headers)
  const credentials = readCredentials(request.headers, search)
  const { headers, socket } = request
  const key = parts.authenticate(credentials, { headers, peer: socket.remoteAddress ?? '' })
  strangers.admit(request.socket)
  checkDatabase(parameters.database, parts.database)
  return key
}

const insertRows = async (parts: DoorParts, { response }: Exchange, sql: string, body: Uint8Array): Promise<void> => {
  const started = performance.now()
  const rows = await parts.insert({ sql, body })
  parts.counters.insertedRows += rows
  const elapsed = (performance.now() - started) * 1e6
  const numbers = { read_rows: rows, read_bytes: body.length, written_rows: rows, written_bytes: body.length }
  response.setHeader('x-clickhouse-summary', toSummary({ ...numbers, elapsed_ns: elapsed }))
  sendText(response, 200, '')
}

const greet = async (parts: DoorParts): Promise<DoorAnswer> => ({
  format: 'Native',
  body: Readable.from([toHello({ name: 'plainsight', version: await parts.version() })]),
  done: Promise.resolve({ rows: 1, cut: false }),
})

const ask = (
  parts: DoorParts,
  { parameters, signal }: Exchange,
  question: string,
  key: KeyHolder,
): Promise<DoorAnswer> => {
  if (isHello(question, parameters.protocol)) return greet(parts)
  checkReader(question, key)
  const { sql, settings: inline } = splitSettings(toAnswerable(question))
  const { params, format = defaultFormat } = parameters
  return parts.read({ sql, key: key.name, format, params, settings: { ...parameters.settings, ...inline }, signal })
}

const answerQuestion = async (
  parts: DoorParts,
  exchange: Exchange,
  sql: string,
  key: KeyHolder,
): Promise<DoorOutcome> => {
  const { request, response, parameters } = exchange
  const answer = await ask(parts, exchange, sql, key)
  const acceptEncoding = request.headers['accept-encoding']
  const { bytes, isCut, error } = await sendAnswer(response, answer, {
    parameters,
    acceptEncoding,
    toDoorError: parts.toDoorError,
  })
  parts.counters.sentBytes += bytes
  if (error) throw error
  return isCut ? 'cut' : 'ok'
}

/** Bodies of this size, in bytes, are statements and do not have to wait. */
const smallBody = 65_536

/** Few large bodies are in memory at a time: others wait on their connection. Statements do not wait for them. */
const withBody = <T>({ bodies }: DoorParts, request: IncomingMessage, use: () => Promise<T>): Promise<T> => {
  const length = request.headers['content-length']
  if (request.method === 'GET' || (length !== undefined && Number(length) <= smallBody)) return use()
  return bodies(use)
}

/** Maximum bytes from a key that may not write: a statement is shorter. */
const statementBytes = 2 ** 21

const toBodyLimits = ({ sent, inflated }: BodyLimits, { scopes }: KeyHolder): BodyLimits =>
  scopes.includes('write')
    ? { sent, inflated }
    : { sent: Math.min(sent, statementBytes), inflated: Math.min(inflated, statementBytes) }

/**
 * Reads the statement, and inserts the rows that came with it; a statement without rows is a query, which is returned.
 */
const takeIn = async (parts: DoorParts, exchange: Exchange, key: KeyHolder): Promise<string | undefined> => {
  const { request, parameters } = exchange
  const body = await readBody(request, { limits: toBodyLimits(parts.limits, key), isFramed: parameters.bodyIsFramed })
  parts.counters.receivedBytes += body.length
  const { sql, rows } = readStatement(parameters.query, body)
  exchange.kind = rows === undefined ? 'query' : 'insert'
  if (rows === undefined) return sql
  checkWriter(key)
  if (request.method !== 'POST') throw new DoorError('READONLY', 'Rows are sent by POST')
  await insertRows(parts, exchange, sql, rows)
  return undefined
}

const run = async (parts: DoorParts, exchange: Exchange): Promise<DoorOutcome> => {
  const key = admit(parts, exchange)
  exchange.key = key
  const question = await withBody(parts, exchange.request, () => takeIn(parts, exchange, key))
  return question === undefined ? 'ok' : answerQuestion(parts, exchange, question, key)
}

const outcomeOf = ({ status }: DoorError): DoorOutcome =>
  status === 499 ? 'cancelled' : status >= 500 || status === 408 ? 'failed' : 'refused'

/** Where in our code an error occurred. Its message may contain a statement, so it is left out. */
const toPlace = ({ exception, cause }: DoorError): object =>
  exception === 'UNKNOWN_EXCEPTION' && cause instanceof Error
    ? {
        error: cause.name,
        where: cause.stack
          ?.split('\n')
          .find((line) => /^\s+at /.test(line))
          ?.trim(),
      }
    : {}

/** A request without credentials is not worth a line, and one that its client abandoned is not a rejection. */
const logRefusal = ({ log, strangers }: DoorParts, { key, kind }: Exchange, error: DoorError): void => {
  const { exception: reason, code } = error
  if (reason === 'REQUIRED_PASSWORD' || reason === 'QUERY_WAS_CANCELLED') return
  if (key === undefined && strangers.isOver('log')) return
  if (key === undefined) strangers.count('log')
  log.warn({ key: key?.name, kind, reason, code, ...toPlace(error) }, 'The ClickHouse door rejected a request')
}

const answer = async (parts: DoorParts, exchange: Exchange): Promise<DoorOutcome> => {
  try {
    return await run(parts, exchange)
  } catch (thrown) {
    const isGone = exchange.signal.aborted
    const error = isGone ? new DoorError('QUERY_WAS_CANCELLED', 'The client is gone') : parts.toDoorError(thrown)
    logRefusal(parts, exchange, error)
    sendException(exchange.response, error)
    return outcomeOf(error)
  }
}

/** Answers one statement, whatever its outcome, and counts it. Never rejects. */
export const handleStatement = async (parts: DoorParts, incoming: Incoming): Promise<void> => {
  const { request, response, search } = incoming
  const aborted = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) aborted.abort()
  })
  const parameters = readParameters(search, request.headers)
  const exchange: Exchange = { ...incoming, parameters, signal: aborted.signal, kind: 'unknown' }
  setCommonHeaders(response, parameters.queryId)
  const started = performance.now()
  parts.counters.running++
  const outcome = await answer(parts, exchange)
  parts.counters.running--
  parts.counters.requests[exchange.kind][outcome]++
  parts.timer((performance.now() - started) / 1000, { kind: exchange.kind, outcome })
}
