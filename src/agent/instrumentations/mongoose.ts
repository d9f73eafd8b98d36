import { context, type Span, trace } from '@opentelemetry/api'
import type { Instrumentation } from '@opentelemetry/instrumentation'
import { MongooseInstrumentation } from '@opentelemetry/instrumentation-mongoose'

/** Where the stock instrumentation runs a query that has its span. */
type Patches = { _handleResponse(span: Span, ...query: unknown[]): unknown }

/**
 * A query holds what its driver sends for it, which shows the conditions, without values. The stock instrumentation
 * leaves the two side by side.
 */
export const create = (): Instrumentation => {
  const instrumentation = new MongooseInstrumentation()
  const patches = instrumentation as unknown as Patches
  const { _handleResponse: handleResponse } = patches
  patches._handleResponse = (span, ...query) =>
    context.with(trace.setSpan(context.active(), span), () => handleResponse.call(instrumentation, span, ...query))
  return instrumentation
}
