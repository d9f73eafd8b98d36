import { type Span, SpanStatusCode } from '@opentelemetry/api'

/** Records why the operation of a span failed. */
export const failSpan = (span: Span, error: unknown): void => {
  const known = error instanceof Error ? error : new Error(String(error))
  span.recordException(known)
  span.setStatus({ code: SpanStatusCode.ERROR, message: known.message })
}
