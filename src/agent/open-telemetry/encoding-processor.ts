import { TraceFlags } from '@opentelemetry/api'
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace'
import type { OtlpQueue, OtlpScope } from '../context.ts'
import { createProtobufWriter, resetWriter } from '../otlp/protobuf-writer.ts'
import { writeReadableSpan } from '../otlp/readable-span.ts'

/** Writes each sampled span of the SDK to bytes when it ends, so that no span object waits for its export. */
export const createEncodingProcessor = (queue: OtlpQueue): SpanProcessor => {
  const writer = createProtobufWriter(4096)
  return {
    onStart: () => undefined,
    onEnd: (span: ReadableSpan) => {
      if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return
      resetWriter(writer)
      writeReadableSpan(writer, span)
      queue.push(writer.bytes, 0, writer.length, span.instrumentationScope as OtlpScope)
    },
    forceFlush: () => queue.flush(),
    shutdown: () => queue.flush(),
  }
}
