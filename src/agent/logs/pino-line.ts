import { toEpoch } from '../clock.ts'
import { currentRequest } from '../current-request.ts'
import type { RequestContext } from '../request-context.ts'
import type { EmitLog, LogRecord } from './log-record.ts'
import { isOwnLogger } from './own-logger.ts'
import { type PinoFacts, type PinoLogger, toPinoFacts, withIds } from './pino-logger.ts'
import { rememberLine } from './quiet.ts'
import { toNumberedSeverity } from './severity.ts'

/** A line that pino is creating: kept from start to end. */
export type OpenLine = {
  readonly facts: PinoFacts
  readonly ids: RequestContext | undefined
  readonly chindings: string
}

/** Arguments of pino's `asJson`: the fields, the message, the level, and the time as a piece of JSON. */
export type LineArguments = ArrayLike<unknown>

const scope = { name: 'pino' }
const standing: readonly string[] = ['level', 'time', 'pid', 'hostname', 'trace_id', 'span_id', 'trace_flags']

/**
 * Adds the ids to the line that pino creates next, as bindings of the logger, which `endLine` restores. Neither throws:
 * an error of ours must not reach the app that logs.
 */
export const beginLine = (logger: PinoLogger, args: LineArguments): OpenLine | undefined => {
  try {
    return addIds(logger, args)
  } catch {
    return undefined
  }
}

const addIds = (logger: PinoLogger, args: LineArguments): OpenLine | undefined => {
  const facts = toPinoFacts(logger)
  if (facts === undefined) return undefined
  const chindings = logger[facts.symbols.chindings] as string
  const ids = currentRequest()
  if (ids !== undefined) logger[facts.symbols.chindings] = withIds(chindings, (args[0] ?? {}) as object, ids)
  return { facts, ids, chindings }
}

/** Restores the bindings, and sends the line if there is one (a serializer may have thrown). */
export const endLine = (
  logger: PinoLogger,
  args: LineArguments,
  line: string | undefined,
  open: OpenLine,
  emit: EmitLog,
): void => {
  try {
    logger[open.facts.symbols.chindings] = open.chindings
    if (line === undefined) return
    rememberLine(line)
    emit(toRecord(logger, args, line, open))
  } catch {
    // pino has created the line; what cannot be read is not sent.
  }
}

const toRecord = (logger: PinoLogger, args: LineArguments, line: string, open: OpenLine): LogRecord => {
  const level = Number(args[2])
  const severity = toNumberedSeverity(level, logger.levels?.labels?.[level])
  const fields = args[0] as Record<string, unknown> | undefined
  const isPlain = open.facts.plain && isFlat(fields, open.facts)
  const { messageKey } = open.facts
  const read = isPlain ? fields : (JSON.parse(line) as Record<string, unknown>)
  return {
    scope,
    time: toEpoch(performance.now()),
    severity,
    ids: open.ids,
    body: toBody(isPlain ? args[1] : read?.[messageKey]),
    fields: read,
    bindings: isPlain ? toBindings(logger, open.chindings) : undefined,
    skip: !isPlain ? toSkip(messageKey) : isOwnLogger(logger) ? ownSkip : plainSkip,
  }
}

const toBody = (message: unknown): string =>
  typeof message === 'string' ? message : message === undefined ? '' : JSON.stringify(message)

/**
 * Whether each field is written unchanged: then the fields are read directly. Otherwise the line is parsed, so that
 * what a redaction or a serializer of the app removed is not sent after all.
 */
const isFlat = (fields: Record<string, unknown> | undefined, facts: PinoFacts): boolean => {
  for (const key in fields) {
    const value = fields[key]
    if (typeof value === 'object' && value !== null) return false
    if (facts.serializers[key] !== undefined) return false
  }
  return true
}

const plainSkip: ReadonlySet<string> = new Set(['trace_id', 'span_id', 'trace_flags'])
/** For our own logger: the resource contains both already. */
const ownSkip: ReadonlySet<string> = new Set([...plainSkip, 'service', 'environment'])
const skips = new Map<string, ReadonlySet<string>>()

const toSkip = (messageKey: string): ReadonlySet<string> => {
  const known = skips.get(messageKey)
  if (known !== undefined) return known
  const skip = new Set([...standing, messageKey])
  skips.set(messageKey, skip)
  return skip
}

type Bindings = { readonly chindings: string; readonly values: object | undefined }
const bindingsByLogger = new WeakMap<PinoLogger, Bindings>()

/** Bindings as an object, cached per logger until they change. */
const toBindings = (logger: PinoLogger, chindings: string): object | undefined => {
  const known = bindingsByLogger.get(logger)
  if (known !== undefined && known.chindings === chindings) return known.values
  const { pid, hostname, ...own } = JSON.parse(`{${chindings.slice(1)}}`) as Record<string, unknown>
  const values = Object.keys(own).length === 0 ? undefined : own
  bindingsByLogger.set(logger, { chindings, values })
  return values
}
