import { ROOT_CONTEXT, trace } from '@opentelemetry/api'
import type { AgentContext } from '../context.ts'
import { isSampled } from '../sampling/sampling.ts'
import type { SpanListener } from '../server/end.ts'
import type { ServerSpan } from '../server/server-span.ts'
import type { SpanProcessor } from './sdk-types.ts'
import { createSpanFace, type ServerSpanFace, toParentContext } from './span-face.ts'

/** Passes server spans to span processors other than ours. */
export type ProcessorBridge = { started(span: ServerSpan): void; readonly ended: SpanListener }

/** SDK views of server spans are created only here: for processors that the app adds. */
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
