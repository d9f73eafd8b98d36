import { isSpanContextValid, type SpanContext, TraceFlags } from '@opentelemetry/api'

const pattern = /^00-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/

/**
 * The sender's span as a message carries it, in the format of OpenTelemetry's adapter for BullMQ; undefined for an
 * invalid span context.
 */
export const toOriginText = (sender: SpanContext): string | undefined => {
  if (!isSpanContextValid(sender)) return undefined
  const { traceId, spanId, traceFlags } = sender
  return JSON.stringify({ traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}` })
}

/** The span that sent a message; undefined if the message has none. */
export const parseOrigin = (text: unknown): SpanContext | undefined => {
  const [, traceId, spanId, flags] = pattern.exec(readTraceparent(text)) ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined
  const sender = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true }
  return isSpanContextValid(sender) ? sender : undefined
}

const readTraceparent = (text: unknown): string => {
  try {
    return String((JSON.parse(String(text)) as { readonly traceparent?: unknown } | null)?.traceparent)
  } catch {
    return ''
  }
}
