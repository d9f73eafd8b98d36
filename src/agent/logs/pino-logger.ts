import { toFlagsText } from '../current-request.ts'
import { type RequestContext, toWho } from '../request-context.ts'

/**
 * The internal properties of a pino logger that are used here. pino keys them by symbols, and each copy of pino has its
 * own.
 */
export type PinoLogger = { [key: symbol]: unknown; readonly levels?: { readonly labels?: Record<number, string> } }

type PinoSymbols = {
  /** Bindings of the logger as JSON without braces: `,"pid":1,"name":"x"`. */
  readonly chindings: symbol
  readonly messageKey: symbol
  readonly nestedKey: symbol
  readonly stringifiers: symbol
}

const serializersSymbol = Symbol.for('pino.serializers')
const formattersSymbol = Symbol.for('pino.formatters')

const copies: PinoSymbols[] = []

/** Symbols of the copy of pino that created this logger; undefined for an unknown kind of logger. */
const toPinoSymbols = (logger: PinoLogger): PinoSymbols | undefined =>
  copies.find((symbols) => symbols.messageKey in logger) ?? learnSymbols(logger)

const learnSymbols = (logger: PinoLogger): PinoSymbols | undefined => {
  const found = new Map<string | undefined, symbol>()
  for (let level: object | null = logger; level !== null; level = Object.getPrototypeOf(level)) {
    for (const symbol of Object.getOwnPropertySymbols(level)) found.set(symbol.description, symbol)
  }
  const chindings = found.get('pino.chindings')
  const messageKey = found.get('pino.messageKey')
  const nestedKey = found.get('pino.nestedKey')
  const stringifiers = found.get('pino.stringifiers')
  if (!chindings || !messageKey || !nestedKey || !stringifiers) return undefined
  const symbols = { chindings, messageKey, nestedKey, stringifiers }
  copies.push(symbols)
  return symbols
}

/** What is the same for all lines of one logger. */
export type PinoFacts = {
  readonly symbols: PinoSymbols
  readonly messageKey: string
  /** Fields are written as given: no redaction, no formatter, no nesting. */
  readonly plain: boolean
  readonly serializers: Readonly<Record<string, unknown>>
}

const factsByLogger = new WeakMap<PinoLogger, PinoFacts>()

export const toPinoFacts = (logger: PinoLogger): PinoFacts | undefined => {
  const known = factsByLogger.get(logger)
  if (known !== undefined) return known
  const symbols = toPinoSymbols(logger)
  if (symbols === undefined) return undefined
  const facts = readFacts(logger, symbols)
  factsByLogger.set(logger, facts)
  return facts
}

const readFacts = (logger: PinoLogger, symbols: PinoSymbols): PinoFacts => {
  const stringifiers = (logger[symbols.stringifiers] ?? {}) as object
  const formatters = (logger[formattersSymbol] ?? {}) as { readonly log?: unknown }
  const serializers = (logger[serializersSymbol] ?? {}) as Record<string, unknown>
  const messageKey = String(logger[symbols.messageKey])
  return {
    symbols,
    messageKey,
    serializers,
    plain:
      Reflect.ownKeys(stringifiers).length === 0 &&
      formatters.log === undefined &&
      !logger[symbols.nestedKey] &&
      serializers[messageKey] === undefined,
  }
}

/**
 * Bindings with the ids added, as JSON without braces. A field that the app sets itself is not added again: parsers
 * disagree about duplicate keys. The ids need no escaping: they are hexadecimal, or were validated when received.
 */
export const withIds = (chindings: string, fields: object, ids: RequestContext): string => {
  let added = ''
  if (ids.traceId !== undefined && !('trace_id' in fields) && !chindings.includes('"trace_id":')) {
    added = `,"trace_id":"${ids.traceId}","span_id":"${ids.spanId}","trace_flags":"${toFlagsText(ids)}"`
  }
  if (ids.requestId !== undefined && !('request_id' in fields) && !chindings.includes('"request_id":')) {
    added += `,"request_id":"${ids.requestId}"`
  }
  if (ids.userId !== undefined || ids.sessionId !== undefined) added += toWhoText(chindings, fields, ids)
  return chindings + added
}

/** User and session ids come from the app and may contain any characters. */
const toWhoText = (chindings: string, fields: object, ids: RequestContext): string =>
  Object.entries(toWho(ids))
    .filter(([name]) => !(name in fields) && !chindings.includes(`"${name}":`))
    .map(([name, id]) => `,"${name}":${JSON.stringify(id)}`)
    .join('')
