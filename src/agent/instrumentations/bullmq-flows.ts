import { type Context, context, type Span, SpanKind, type Tracer, trace } from '@opentelemetry/api'
import { suppressTracing } from '@opentelemetry/core'
import { toMessageAttributes } from './bullmq-attributes.ts'
import { failSpan } from './fail-span.ts'
import { toOriginText } from './message-origin.ts'

/** What BullMQ's own telemetry needs of a span. */
type FlowSpan = {
  setSpanOnContext(within: Context): Context
  setAttributes(): void
  recordException(error: Error): void
  end(): void
}

/** @see https://docs.bullmq.io/guide/telemetry */
export type FlowTelemetry = {
  readonly tracer: { startSpan(name: string): FlowSpan }
  readonly contextManager: {
    active(): Context
    with(within: Context, work: () => unknown): unknown
    getMetadata(within: Context): string
  }
}

const node = 'addNode '

/**
 * BullMQ telemetry for adding flows, for which there is no method to patch: one span per flow, however many jobs it
 * has.
 */
export const createFlowTelemetry = (tracer: Tracer): FlowTelemetry => ({
  tracer: {
    startSpan: (name) => {
      if (name.startsWith(node)) return ofNode
      const queue = name.split(' ')[1] ?? ''
      return ofFlow(
        tracer.startSpan(`send ${queue}`.trim(), {
          kind: SpanKind.PRODUCER,
          attributes: toMessageAttributes(queue, 'send'),
        }),
      )
    },
  },
  contextManager: {
    active: () => context.active(),
    with: (within, work) => context.with(suppressTracing(within), work),
    getMetadata: (within) => {
      const sender = trace.getSpanContext(within)
      return (sender && toOriginText(sender)) ?? ''
    },
  },
})

/** BullMQ's own attributes would contain the jobs' options, so they are ignored. */
const ofFlow = (span: Span): FlowSpan => ({
  setSpanOnContext: (within) => trace.setSpan(within, span),
  setAttributes: () => undefined,
  recordException: (error) => failSpan(span, error),
  end: () => span.end(),
})

const ofNode: FlowSpan = {
  setSpanOnContext: (within) => within,
  setAttributes: () => undefined,
  recordException: () => undefined,
  end: () => undefined,
}
