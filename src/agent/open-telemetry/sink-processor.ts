import { type Context, SpanKind, TraceFlags } from '@opentelemetry/api'
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace'
import type { AgentContext } from '../context.ts'
import { serverSpanOf } from '../current-request.ts'
import { toSafeSpan } from '../instrumentations/safe-span.ts'
import type { LocalTrace, Tail } from '../sampling/local-trace.ts'
import { knownLocalTrace, localTraceOf, rememberLocalTrace } from './local-traces.ts'

/** Server spans that are descendants of ours. */
const inner = new WeakSet<ReadableSpan>()

/**
 * A request has exactly one server span. Next.js creates a server span of its own below ours, and another one behind a
 * proxy file, whose parent it reads from the headers; they are sent as internal spans, so that requests are not counted
 * twice.
 */
const toCountedOnce = (span: ReadableSpan): ReadableSpan => {
  if (span.kind !== SpanKind.SERVER || !(inner.has(span) || isLocal(span))) return span
  return Object.create(span, { kind: { value: SpanKind.INTERNAL } }) as ReadableSpan
}

const isLocal = ({ parentSpanContext: parent }: ReadableSpan): boolean => parent !== undefined && !parent.isRemote

/**
 * Passes each sampled span of the SDK to the sinks when it ends, without secrets. With tail sampling, it is held until
 * its trace is decided.
 */
export const createSinkProcessor = ({ sinks, tail }: Pick<AgentContext, 'sinks' | 'tail'>): SpanProcessor => {
  const take = sinks.span
  const first = new WeakSet<ReadableSpan>()
  const begin = (owner: Tail, span: ReadableSpan, context: Context): void => {
    const around = localTraceOf(context)
    if (around === undefined) first.add(span)
    rememberLocalTrace(span, around ?? owner.open(isSampledSpan(span)))
  }
  const end = (owner: Tail, span: ReadableSpan, local: LocalTrace): void => {
    owner.take(local, toSafeSpan(toCountedOnce(span)))
    if (first.has(span)) owner.close(local)
  }
  return {
    onStart: (span, context) => {
      if (span.kind === SpanKind.SERVER && serverSpanOf(context) !== undefined) inner.add(span)
      if (tail !== undefined) begin(tail, span, context)
    },
    onEnd: (span) => {
      const local = tail && knownLocalTrace(span)
      if (tail !== undefined && local !== undefined) end(tail, span, local)
      else if (isSampledSpan(span)) take?.(toSafeSpan(toCountedOnce(span)))
    },
    forceFlush: sinks.flush,
    shutdown: sinks.flush,
  }
}

const isSampledSpan = (span: ReadableSpan): boolean => (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0
