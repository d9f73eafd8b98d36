import { type Context, createContextKey, propagation, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api'
import type { AgentContext } from '../context.ts'
import { idsOfServerSpan } from '../current-ids.ts'
import { findByIds, rememberTrace } from '../server/open-traces.ts'
import type { CurrentIds } from '../server/request-observer.ts'
import type { ServerSpan } from '../server/server-span.ts'
import { createSpanFace } from './span-face.ts'

const serverSpanKey = createContextKey('plainsight server span')

/** The context of a request: its baggage, its span, and the plain span for those who look for the request id. Made once. */
export const createContextOf =
  (agent: AgentContext): ((span: ServerSpan) => Context) =>
  (span) => {
    if (span.context) return span.context
    span.face ??= createSpanFace(span, agent.resource)
    const { baggage } = span
    const carried = baggage === undefined ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, { baggage })
    span.context = trace.setSpan(carried, span.face).setValue(serverSpanKey, span)
    rememberTrace(span)
    return span.context
  }

/** The request that a context belongs to. */
export const serverSpanOf = (context: Context): ServerSpan | undefined =>
  (context.getValue(serverSpanKey) as ServerSpan | undefined) ?? spanOfIds(trace.getSpanContext(context))

const spanOfIds = (ids: SpanContext | undefined): ServerSpan | undefined => ids && findByIds(ids)

/** Ids of the innermost span of a context, and of its request. */
export const idsOfContext = (context: Context): CurrentIds | undefined => {
  const server = serverSpanOf(context)
  const current = trace.getSpanContext(context)
  if (current === undefined) return server && idsOfServerSpan(server)
  const { traceId, spanId, traceFlags } = current
  return { traceId, spanId, traceFlags, requestId: server?.requestId || undefined }
}
