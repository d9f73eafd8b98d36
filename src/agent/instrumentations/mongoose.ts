import { context, type Span, trace } from '@opentelemetry/api'
import type { Instrumentation } from '@opentelemetry/instrumentation'
import { MongooseInstrumentation } from '@opentelemetry/instrumentation-mongoose'

/** The method with which the stock instrumentation runs a query within its span. */
type Patches = { _handleResponse(span: Span, ...query: unknown[]): unknown }

/**
 * Makes the driver's span, which shows the conditions without values, a child of the query's span. With the stock
 * instrumentation the two are siblings.
 */
export const create = (): Instrumentation => {
  const instrumentation = new MongooseInstrumentation()
  const patches = instrumentation as unknown as Patches
  const { _handleResponse: handleResponse } = patches
  patches._handleResponse = (span, ...query) =>
    context.with(trace.setSpan(context.active(), span), () => handleResponse.call(instrumentation, span, ...query))
  return instrumentation
}
