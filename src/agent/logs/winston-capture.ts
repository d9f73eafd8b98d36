import { stripVTControlCharacters } from 'node:util'
import { toEpoch } from '../clock.ts'
import type { AgentContext } from '../context.ts'
import { currentRequest, toFlagsText } from '../current-request.ts'
import { hookModule } from '../modules/hook-module.ts'
import { isInRange } from '../modules/versions.ts'
import { type RequestContext, toWho } from '../request-context.ts'
import type { EmitLog } from './log-record.ts'
import { quietly } from './quiet.ts'
import { toNamedSeverity } from './severity.ts'

/** Symbols that winston's parts share. */
const levelSymbol = Symbol.for('level')
const messageSymbol = Symbol.for('message')

type Info = Record<string | symbol, unknown>
type Transport = { log?: (info: Info, done: () => void) => unknown; readonly constructor: unknown }
type Logger = { write(info: unknown, ...rest: unknown[]): unknown; add(transport: Transport): unknown }
type Winston = { readonly Logger?: { readonly prototype: Logger } }

/**
 * State of a line between the call that wrote it and its output by a transport, which may be later and in another
 * context.
 */
type Written = { readonly ids: RequestContext | undefined; readonly time: number; sent: boolean }

const scope = { name: 'winston' }
const skip: ReadonlySet<string> = new Set([
  'level',
  'message',
  'timestamp',
  'trace_id',
  'span_id',
  'trace_flags',
  'stack',
])

/**
 * Adds ids to the JSON lines of winston and sends what its transports print: after levels, filters and formats, so that
 * what a format of the app removed is not sent after all. A line is sent once, however many transports print it.
 */
export const captureWinston = (context: AgentContext, emit: EmitLog): void =>
  hookModule(context, 'winston', ({ exports, version }) => {
    const prototype = (exports as Winston).Logger?.prototype
    if (prototype && isInRange(version, '>=3 <4')) patchLogger(prototype, emit)
  })

const patchLogger = (prototype: Logger, emit: EmitLog): void => {
  const lines = new WeakMap<object, Written>()
  const wrapped = new WeakSet<Transport>()
  let current: Written | undefined
  const { write, add } = prototype
  prototype.write = function (this: Logger, info, ...rest) {
    const above = current
    current = { ids: currentRequest(), time: toEpoch(performance.now()), sent: false }
    if (typeof info === 'object' && info !== null) lines.set(info, current)
    try {
      return write.call(this, info, ...rest)
    } finally {
      current = above
    }
  }
  prototype.add = function (this: Logger, transport) {
    const result = add.call(this, transport)
    if (isModern(transport) && !wrapped.has(transport)) {
      wrapped.add(transport)
      wrapTransport(transport, emit, (info) => lines.get(info) ?? current)
    }
    return result
  }
}

/**
 * Transports of winston 2 take level and text as separate arguments; winston wraps them itself, so they are not
 * patched.
 */
const isModern = (transport: Transport): transport is Transport & { log: NonNullable<Transport['log']> } =>
  typeof transport.log === 'function' && transport.log.length <= 2

const wrapTransport = (
  transport: Transport & { log: NonNullable<Transport['log']> },
  emit: EmitLog,
  writtenAs: (info: Info) => Written | undefined,
): void => {
  const { log } = transport
  transport.log = function (this: Transport, info, done) {
    const written = writtenAs(info)
    if (written?.ids) addIds(info, written.ids)
    if (written && !written.sent) {
      written.sent = true
      send(emit, info, written)
    }
    return quietly(() => log.call(this, info, done))
  }
}

/** Appends the ids to a line that is a JSON object, in the line's own style; other lines are not changed. */
const addIds = (info: Info, ids: RequestContext): void => {
  const line = info[messageSymbol]
  if (typeof line !== 'string' || !line.startsWith('{') || !line.endsWith('}') || line.includes('"trace_id":')) return
  const inner = line.slice(1, -1).trimEnd()
  const indent = inner.slice(0, inner.length - inner.trimStart().length)
  if (inner[indent.length] !== '"') return
  const colon = indent === '' ? ':' : ': '
  const added = toPairs(ids, line).map(([name, value]) => `,${indent}"${name}"${colon}${JSON.stringify(value)}`)
  info[messageSymbol] = `{${inner}${added.join('')}${line.slice(1 + inner.length)}`
}

const toPairs = (ids: RequestContext, line: string): (readonly [string, string])[] => {
  const further = { ...(ids.requestId !== undefined && { request_id: ids.requestId }), ...toWho(ids) }
  return [
    ['trace_id', ids.traceId],
    ['span_id', ids.spanId],
    ['trace_flags', toFlagsText(ids)],
    ...Object.entries(further).filter(([name]) => !line.includes(`"${name}":`)),
  ]
}

const send = (emit: EmitLog, info: Info, written: Written): void => {
  const { message, stack } = info
  const err = message instanceof Error ? message : info instanceof Error ? info : toError(message, stack)
  emit({
    scope,
    time: written.time,
    severity: toNamedSeverity(String(info[levelSymbol] ?? info.level)),
    body: toBody(message instanceof Error ? message.message : message),
    ids: written.ids,
    fields: err ? { ...info, err } : info,
    skip,
  })
}

const toBody = (message: unknown): string =>
  stripVTControlCharacters(typeof message === 'string' ? message : message === undefined ? '' : JSON.stringify(message))

/** winston copies an error's properties to the line: only its stack identifies it. */
const toError = (message: unknown, stack: unknown): object | undefined =>
  typeof stack === 'string'
    ? { type: /^\w*(?:Error|Exception)/.exec(stack)?.[0] ?? 'Error', message, stack }
    : undefined
