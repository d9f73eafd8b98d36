import type { Context, SpanContext } from '@opentelemetry/api'

const originKey: unique symbol = Symbol.for('plainsight trace origin') as never

/** A context whose next trace comes from a span that is no parent of it, such as that of whoever sent a message. */
export const withOrigin = (context: Context, origin: SpanContext): Context => context.setValue(originKey, origin)

/** Where the trace that begins in a context comes from: it is kept where that one is. */
export const originOf = (context: Context): SpanContext | undefined =>
  context.getValue(originKey) as SpanContext | undefined
