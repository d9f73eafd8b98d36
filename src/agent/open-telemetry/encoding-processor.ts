import { SpanKind, TraceFlags } from '@opentelemetry/api'
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace'
import type { OtlpQueue, OtlpScope } from '../context.ts'
import { toSafeSpan } from '../instrumentations/safe-span.ts'
import { writeReadableSpan } from '../otlp/readable-span.ts'
import { serverSpanOf } from './server-context.ts'

/** Server spans below ours. */
const inner = new WeakSet<ReadableSpan>()

/**
 * A request is its server span, once. Next.js makes a server span of its own below ours, and a second one behind a proxy file, whose parent it reads
 * from the headers; they go out as internal ones, so that requests are not counted twice.
 */
const toCountedOnce = (span: ReadableSpan): ReadableSpan => {
  if (span.kind !== SpanKind.SERVER || !(inner.has(span) || isLocal(span))) return span
  return Object.create(span, { kind: { value: SpanKind.INTERNAL } }) as ReadableSpan
}

const isLocal = ({ parentSpanContext: parent }: ReadableSpan): boolean => parent !== undefined && !parent.isRemote

/** Writes each sampled span of the SDK to bytes when it ends, so that no span object waits for its export. */
export const createEncodingProcessor = (queue: OtlpQueue): SpanProcessor => ({
  onStart: (span, context) => {
    if (span.kind === SpanKind.SERVER && serverSpanOf(context) !== undefined) inner.add(span)
  },
  onEnd: (span: ReadableSpan) => {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return
    queue.write(span.instrumentationScope as OtlpScope, writeReadableSpan, toSafeSpan(toCountedOnce(span)))
  },
  forceFlush: () => queue.flush(),
  shutdown: () => queue.flush(),
})
