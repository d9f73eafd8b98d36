import { type Context, type TextMapPropagator, trace } from '@opentelemetry/api'
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core'
import type { Config } from '../../config/schema.ts'
import { serverSpanOf } from '../current-request.ts'
import { destinationOf } from '../propagation/destinations.ts'
import { createReachOf, everything, type Reach } from '../propagation/reach.ts'
import { isRejected } from '../propagation/strangers.ts'

/**
 * The propagators of `OTEL_PROPAGATORS`. HTTP clients send their headers only to the hosts of
 * `PLAINSIGHT_PROPAGATE_TO`.
 */
export const createPropagator = ({ otel, agent }: Config): TextMapPropagator => {
  const reachOfHost = createReachOf(agent.propagateTo)
  const reachOf = (context: Context): Reach => {
    const span = trace.getSpan(context)
    const host = span && destinationOf(span)
    return host === undefined ? everything : reachOfHost(host, serverSpanOf(context)?.host)
  }
  const guard = (propagator: TextMapPropagator, signal: keyof Reach): TextMapPropagator => ({
    inject: (context, carrier, setter) => {
      if (reachOf(context)[signal]) propagator.inject(context, carrier, setter)
    },
    extract: (context, carrier, getter) =>
      isRejected(carrier) ? context : propagator.extract(context, carrier, getter),
    fields: () => propagator.fields(),
  })
  const propagators: TextMapPropagator[] = []
  if (otel.propagators.includes('tracecontext')) propagators.push(guard(new W3CTraceContextPropagator(), 'trace'))
  if (otel.propagators.includes('baggage')) propagators.push(guard(new W3CBaggagePropagator(), 'baggage'))
  return new CompositePropagator({ propagators })
}
