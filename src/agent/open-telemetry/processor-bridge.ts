import { ROOT_CONTEXT, trace } from '@opentelemetry/api'
import type { AgentContext } from '../context.ts'
import { isSampled } from '../sampling/sampling.ts'
import type { SpanListener } from '../server/end.ts'
import type { ServerSpan } from '../server/server-span.ts'
import type { SpanProcessor } from './sdk-types.ts'
import { createSpanFace, type ServerSpanFace, toParentContext } from './span-face.ts'

/** Shows server spans to span processors other than ours. */
export type ProcessorBridge = { started(span: ServerSpan): void; readonly ended: SpanListener }

/** The faces of server spans are made only where this is used: for processors that the app brings. */
export const createProcessorBridge = (agent: AgentContext, processors: readonly SpanProcessor[]): ProcessorBridge => {
  const faceOf = (span: ServerSpan): ServerSpanFace => {
    span.face ??= createSpanFace(span, agent.resource)
    return span.face as ServerSpanFace
  }
  return {
    started: (span) => {
      if (!isSampled(span.ids)) return
      const parent = toParentContext(span)
      const context = parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT
      for (const processor of processors) processor.onStart(faceOf(span), context)
    },
    ended: (span) => {
      if (!isSampled(span.ids)) return
      for (const processor of processors) processor.onEnd(faceOf(span))
    },
  }
}
