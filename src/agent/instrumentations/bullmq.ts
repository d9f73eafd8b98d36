import { type Context, context, ROOT_CONTEXT, type Span, SpanKind, type Tracer, trace } from '@opentelemetry/api'
import { suppressTracing, unsuppressTracing } from '@opentelemetry/core'
import type { AgentContext } from '../context.ts'
import { hookModule } from '../modules/hook-module.ts'
import { withOrigin } from '../open-telemetry/trace-origin.ts'
import { toMessageAttributes } from './bullmq-attributes.ts'
import { createFlowTelemetry } from './bullmq-flows.ts'
import { failSpan } from './fail-span.ts'
import { createMessageCount } from './message-count.ts'
import { parseOrigin, toOriginText } from './message-origin.ts'

/** An operation of BullMQ: it gets the span of BullMQ's own telemetry, and the metadata that a job carries. */
type Work = (span: undefined, metadata?: string) => unknown
type Trace = (kind: number, operation: string, destination: string, work: Work, metadata?: unknown) => Promise<unknown>
type Queue = { readonly name: string; readonly opts?: { readonly telemetry?: unknown } }
type Job = { readonly id?: string; readonly name?: string; readonly attemptsMade?: number }
type Method = (...args: unknown[]) => unknown
type Class = { readonly prototype: Record<string, unknown> }
type Name = 'QueueBase' | 'Worker' | 'QueueEvents' | 'FlowProducer' | 'RedisConnection' | 'RedisQueueBackend'
type Exports = Readonly<Partial<Record<Name, Class>>>

/**
 * Instruments BullMQ at the one function that all of its operations call for its own telemetry. If the app has set up
 * that telemetry, it is not replaced.
 */
export const create = (agent: AgentContext): void => {
  const tracer = trace.getTracer('plainsight/bullmq')
  hookModule(agent, 'bullmq', ({ exports }) => {
    const { QueueBase, Worker, QueueEvents, FlowProducer, RedisConnection, RedisQueueBackend } = exports as Exports
    patch<Trace>(QueueBase, 'trace', (original) => createTrace(tracer, original))
    patch(QueueBase, 'createBackend', quietly)
    patch(RedisConnection, 'init', quietly)
    patch(RedisQueueBackend, 'setQueueMeta', quietly)
    patch(QueueEvents, 'run', detached)
    patch(Worker, 'run', detached)
    patch(Worker, 'callProcessJob', processed)
    patch(FlowProducer, 'addNode', withOptions)
    if (FlowProducer) FlowProducer.prototype.telemetry ??= createFlowTelemetry(tracer)
  })
}

const patch = <F extends (...args: never[]) => unknown = Method>(
  owner: Class | undefined,
  name: string,
  replace: (original: F) => F,
): void => {
  const original = owner?.prototype[name]
  if (owner && typeof original === 'function') owner.prototype[name] = replace(original as F)
}

/** Commands that BullMQ sends to Redis on its own are not part of the app's work. */
const quietly = (original: Method): Method =>
  function (this: unknown, ...args) {
    return context.with(suppressTracing(context.active()), () => original.apply(this, args))
  }

/** A loop that runs as long as the process does not belong to the request that happened to start it. */
const detached = (original: Method): Method =>
  function (this: unknown, ...args) {
    return context.with(suppressTracing(ROOT_CONTEXT), () => original.apply(this, args))
  }

/** A job of a flow carries its sender only if it has options. */
const withOptions = (original: Method): Method =>
  function (this: unknown, ...args) {
    const [adding, ...more] = args as [{ readonly node: { readonly opts?: object } }]
    return original.call(this, { ...adding, node: { ...adding.node, opts: adding.node.opts ?? {} } }, ...more)
  }

const createTrace = (tracer: Tracer, original: Trace): Trace => {
  const send = createSend(tracer)
  return async function (this: Queue, ...args) {
    if (this.opts?.telemetry) return await original.apply(this, args)
    const [kind, , , work, metadata] = args
    if (kind === SpanKind.PRODUCER) return await send(this.name, work)
    if (kind === SpanKind.CONSUMER) return await receive(tracer, this.name, work, metadata)
    return await context.with(suppressTracing(context.active()), () => work(undefined))
  }
}

const createSend = (tracer: Tracer): ((queue: string, work: Work) => Promise<unknown>) => {
  const isOneTooMany = createMessageCount()
  return async (queue, work) => {
    const sender = trace.getSpan(context.active())
    const quiet = suppressTracing(context.active())
    // The trace of a request that adds ten thousand jobs must stay readable; jobs beyond the limit are only linked to
    // it.
    if (sender && isOneTooMany(sender)) {
      return await context.with(quiet, () => work(undefined, toOriginText(sender.spanContext())))
    }
    const attributes = toMessageAttributes(queue, 'send')
    const span = tracer.startSpan(`send ${queue}`, { kind: SpanKind.PRODUCER, attributes })
    return await run(span, trace.setSpan(quiet, span), () => work(undefined, toOriginText(span.spanContext())))
  }
}

/** A job may run long after the request that sent it, and many times: each run has a trace of its own, with a link. */
const receive = async (tracer: Tracer, queue: string, work: Work, metadata: unknown): Promise<unknown> => {
  const sender = parseOrigin(metadata)
  const base = sender === undefined ? ROOT_CONTEXT : withOrigin(ROOT_CONTEXT, sender)
  const span = tracer.startSpan(
    `process ${queue}`,
    {
      kind: SpanKind.CONSUMER,
      attributes: toMessageAttributes(queue, 'process'),
      links: sender === undefined ? [] : [{ context: sender }],
    },
    base,
  )
  return await run(span, suppressTracing(trace.setSpan(ROOT_CONTEXT, span)), () => work(undefined))
}

const run = async (span: Span, within: Context, work: () => unknown): Promise<unknown> => {
  try {
    return await context.with(within, work)
  } catch (error) {
    failSpan(span, error)
    throw error
  } finally {
    span.end()
  }
}

/**
 * The processor of the app: calls inside it are traced again, and its error is recorded, which BullMQ stores with the
 * job.
 */
const processed = (original: Method): Method =>
  async function (this: unknown, ...args) {
    const span = trace.getSpan(context.active())
    const { id, name, attemptsMade } = (args[0] ?? {}) as Job
    span?.setAttributes({
      'messaging.message.id': id,
      'bullmq.job.name': name,
      'bullmq.job.attempts_made': attemptsMade,
    })
    try {
      return await context.with(unsuppressTracing(context.active()), () => original.apply(this, args))
    } catch (error) {
      if (span) failSpan(span, error)
      throw error
    }
  }
