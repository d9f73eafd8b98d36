import type { Context, SpanContext } from '@opentelemetry/api'

const originKey: unique symbol = Symbol.for('plainsight trace origin') as never

/** A context whose next trace originates from a span that is not its parent, such as the span that sent a message. */
export const withOrigin = (context: Context, origin: SpanContext): Context => context.setValue(originKey, origin)

/** The origin of the trace that starts in a context: the trace is sampled if its origin is. */
export const originOf = (context: Context): SpanContext | undefined =>
  context.getValue(originKey) as SpanContext | undefined
