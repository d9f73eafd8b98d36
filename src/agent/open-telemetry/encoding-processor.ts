import { SpanKind, TraceFlags } from '@opentelemetry/api'
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace'
import type { OtlpQueue, OtlpScope } from '../context.ts'
import { toSafeSpan } from '../instrumentations/safe-span.ts'
import { writeReadableSpan } from '../otlp/readable-span.ts'

/**
 * A request is its server span, once. Next.js makes a server span of its own below ours; it goes out as an internal one,
 * so that requests are not counted twice.
 */
const toCountedOnce = (span: ReadableSpan): ReadableSpan => {
  const parent = span.parentSpanContext
  if (span.kind !== SpanKind.SERVER || parent === undefined || parent.isRemote) return span
  return Object.create(span, { kind: { value: SpanKind.INTERNAL } }) as ReadableSpan
}

/** Writes each sampled span of the SDK to bytes when it ends, so that no span object waits for its export. */
export const createEncodingProcessor = (queue: OtlpQueue): SpanProcessor => ({
  onStart: () => undefined,
  onEnd: (span: ReadableSpan) => {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return
    queue.write(span.instrumentationScope as OtlpScope, writeReadableSpan, toSafeSpan(toCountedOnce(span)))
  },
  forceFlush: () => queue.flush(),
  shutdown: () => queue.flush(),
})
