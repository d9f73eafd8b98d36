import { type Context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import type { AgentContext } from '../context.ts'
import { serverSpanKey } from '../current-request.ts'
import { rememberTrace } from '../server/open-traces.ts'
import type { ServerSpan } from '../server/server-span.ts'
import { createSpanFace } from './span-face.ts'

/** The context of a request: its baggage, its span, and the plain span, by which the request is found. Created once. */
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
