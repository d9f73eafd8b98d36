import type { TextMapPropagator } from '@opentelemetry/api'
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core'
import type { Config } from '../../config/schema.ts'

/** What `OTEL_PROPAGATORS` names. */
export const createPropagator = ({ otel }: Config): TextMapPropagator => {
  const propagators: TextMapPropagator[] = []
  if (otel.propagators.includes('tracecontext')) propagators.push(new W3CTraceContextPropagator())
  if (otel.propagators.includes('baggage')) propagators.push(new W3CBaggagePropagator())
  return new CompositePropagator({ propagators })
}
