import http from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import { type Span, SpanKind, type SpanOptions } from '@opentelemetry/api'
import type { InstrumentationNodeModuleDefinition } from '@opentelemetry/instrumentation'
import { HttpInstrumentation, type HttpInstrumentationConfig } from '@opentelemetry/instrumentation-http'
import type { Config } from '../../config/schema.ts'
import { noteDestination } from '../propagation/destinations.ts'
import { isRejected, rejectTrace } from '../propagation/strangers.ts'
import { toRemoteLink } from '../server/remote-parent.ts'
import { createTrust } from '../server/trust.ts'
import { toTellingError } from './telling-errors.ts'

const modules: Readonly<Record<string, unknown>> = { http, https }

/** The internals of the stock instrumentation that are patched. */
type Internals = {
  /** Definitions of the modules that it patches. */
  readonly _modules: readonly InstrumentationNodeModuleDefinition[]
  /** Starts each span; for an outgoing call, right before the headers are written. */
  _startHttpSpan(name: string, options: SpanOptions, ...rest: unknown[]): Span
} & Record<(typeof errorHandlers)[number], ErrorHandler>

/** Records an error on the span and the metric. */
type ErrorHandler = (span: unknown, metricAttributes: unknown, startTime: unknown, error: unknown) => void
const errorHandlers = ['_onOutgoingRequestError', '_onServerResponseError'] as const

/** The stock instrumentation of `http` and `https`: outgoing calls, and incoming requests if ours is disabled. */
export const createHttpInstrumentation = ({ agent }: Config): HttpInstrumentation => {
  const server = agent.httpServer === 'stock'
  const instrumentation = new HttpInstrumentation({
    disableIncomingRequestInstrumentation: !server,
    ignoreOutgoingRequestHook: toHeadersByName,
    ...(server && toTrustHooks(agent.trustTraceparent)),
  })
  const internals = instrumentation as unknown as Internals
  for (const name of errorHandlers) {
    const original = internals[name]
    internals[name] = (span, metricAttributes, startTime, error) =>
      original.call(instrumentation, span, metricAttributes, startTime, toTellingError(error))
  }
  const startSpan = internals._startHttpSpan
  internals._startHttpSpan = (name, options, ...rest) => {
    const span = startSpan.call(instrumentation, name, options, ...rest)
    const { kind, attributes = {} } = options
    if (kind === SpanKind.CLIENT) noteDestination(span, attributes['server.address'], attributes['url.full'])
    return span
  }
  return instrumentation
}

/**
 * Headers may be a flat list of names and values, or one of pairs; the instrumentation copies them as if they were an
 * object, and their names would become numbers. The options are its own copy, so the caller's list stays as it is.
 */
const toHeadersByName = (options: http.RequestOptions): boolean => {
  const { headers } = options as { readonly headers?: unknown }
  if (!Array.isArray(headers)) return false
  const pairs: readonly (readonly [string, http.OutgoingHttpHeader])[] = Array.isArray(headers[0])
    ? headers
    : headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1]] as const] : []))
  const byName: Record<string, http.OutgoingHttpHeader> = {}
  for (const [name, value] of pairs) {
    const before = byName[name]
    byName[name] = before === undefined ? value : [before, value].flat().map(String)
  }
  options.headers = byName
  return false
}

/** The trace of an untrusted client is not continued, as for our own server spans. */
const toTrustHooks = (words: readonly string[]): HttpInstrumentationConfig => {
  const isTrusted = createTrust(words)
  return {
    ignoreIncomingRequestHook: ({ headers, socket }) => {
      if (!isTrusted(socket)) rejectTrace(headers)
      return false
    },
    requestHook: (span, request) => {
      const { headers } = request as { readonly headers?: http.IncomingHttpHeaders }
      const link = headers !== undefined && isRejected(headers) ? toRemoteLink(headers.traceparent) : undefined
      if (link !== undefined) span.addLink(link)
    },
  }
}

/**
 * Enables it. The app has loaded both modules already, so no hook on `require` would see them: they are patched
 * directly.
 */
export const create = (config: Config): void => {
  const { _modules: definitions } = createHttpInstrumentation(config) as unknown as Internals
  for (const definition of definitions) definition.patch?.(modules[definition.name])
  syncBuiltinESMExports()
}
