import { SpanKind, TraceFlags } from '@opentelemetry/api'
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace'
import { serverSpanOf } from '../current-request.ts'
import { toSafeSpan } from '../instrumentations/safe-span.ts'
import type { Sink } from '../sinks/sink.ts'

/** Server spans below ours. */
const inner = new WeakSet<ReadableSpan>()

/**
 * A request is its server span, once. Next.js makes a server span of its own below ours, and a second one behind a
 * proxy file, whose parent it reads from the headers; they go out as internal ones, so that requests are not counted
 * twice.
 */
const toCountedOnce = (span: ReadableSpan): ReadableSpan => {
  if (span.kind !== SpanKind.SERVER || !(inner.has(span) || isLocal(span))) return span
  return Object.create(span, { kind: { value: SpanKind.INTERNAL } }) as ReadableSpan
}

const isLocal = ({ parentSpanContext: parent }: ReadableSpan): boolean => parent !== undefined && !parent.isRemote

/** Hands each sampled span of the SDK to the sinks when it ends, without secrets. */
export const createSinkProcessor = ({ span: take, flush }: Pick<Sink, 'span' | 'flush'>): SpanProcessor => ({
  onStart: (span, context) => {
    if (span.kind === SpanKind.SERVER && serverSpanOf(context) !== undefined) inner.add(span)
  },
  onEnd: (span: ReadableSpan) => {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0) take?.(toSafeSpan(toCountedOnce(span)))
  },
  forceFlush: flush,
  shutdown: flush,
})
