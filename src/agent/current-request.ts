import type { Context, Span } from '@opentelemetry/api'
import type { RequestContext } from './request-context.ts'
import { isSampled } from './sampling/sampling.ts'
import { findByIds } from './server/open-traces.ts'
import type { ServerSpan } from './server/server-span.ts'
import { isServerSpan, storage } from './storage.ts'

/** The request that the work of now belongs to. */
export const serverSpan = (): ServerSpan | undefined => {
  const stored = storage.getStore()
  if (stored === undefined) return undefined
  return isServerSpan(stored) ? stored : serverSpanOf(stored)
}

/** The innermost span of the work of now where no request of ours is being served. */
export const otherSpan = (): Span | undefined => {
  const stored = storage.getStore()
  return stored === undefined || isServerSpan(stored) ? undefined : (stored.getValue(spanKey) as Span | undefined)
}

/** What is known of the current span and request; undefined outside of both. Cheap enough to ask for each log line. */
export const currentRequest = (): RequestContext | undefined => {
  const stored = storage.getStore()
  if (stored === undefined) return undefined
  return isServerSpan(stored) ? idsOf(stored) : contextOf(stored)
}

/** User and session may have become known by now. */
const idsOf = (span: ServerSpan): RequestContext => {
  if (span.watch.identify !== undefined && !span.ended) span.watch.identify(span)
  return span.ids
}

/** Trace flags as log lines carry them. */
export const toFlagsText = (context: RequestContext): string => (isSampled(context) ? '01' : '00')

/**
 * The keys of a context are registered symbols, the same in every copy of the API: it need not be loaded to read one.
 */
const spanKey = Symbol.for('OpenTelemetry Context Key SPAN')
export const serverSpanKey: symbol = Symbol.for('plainsight server span')

const spanContextOf = (context: Context): ReturnType<Span['spanContext']> | undefined =>
  (context.getValue(spanKey) as Span | undefined)?.spanContext()

/** The request that a context of OpenTelemetry belongs to. */
export const serverSpanOf = (context: Context): ServerSpan | undefined => {
  const known = context.getValue(serverSpanKey) as ServerSpan | undefined
  if (known !== undefined) return known
  const ids = spanContextOf(context)
  return ids && findByIds(ids)
}

/** What is known of the innermost span of a context, and of its request. */
const contextOf = (context: Context): RequestContext | undefined => {
  const span = serverSpanOf(context)
  const request = span && idsOf(span)
  const ids = spanContextOf(context)
  if (ids === undefined) return request
  const { traceId, spanId, traceFlags } = ids
  const { requestId, userId, sessionId } = request ?? {}
  return { traceId, spanId, traceFlags, requestId, userId, sessionId }
}
