import { subscribe } from 'node:diagnostics_channel'
import { context, type Span, type SpanOptions, trace } from '@opentelemetry/api'
import { storage } from '../storage.ts'
import { failSpan } from './fail-span.ts'

/** What a library publishes with each event of an operation: one object, which gets the outcome when there is one. */
export type Message = { error?: unknown; result?: unknown }

/** How the events of one tracing channel become spans. */
export type ChannelSpans<M extends Message = never> = {
  /** Name of the library, for the scope of its spans. */
  readonly scope: string
  /** The span of an operation. Undefined: no span, but callbacks still run in the context of the caller. */
  begin(message: M): { readonly name: string; readonly options: SpanOptions } | undefined
  /** Adds attributes of the outcome. Errors are recorded already. */
  end?(span: Span, message: M): void
}

/** An operation in progress: its span, and the context of its caller. */
type Open = { readonly span: Span | undefined; readonly caller: Stored }
type Stored = ReturnType<typeof storage.getStore>

/** Spans that are started and ended by messages. None of the functions throws. */
export type MessageSpans<M extends Message> = {
  /** The context within the operation. */
  begin(message: M): Stored
  /** Ends the span, once. */
  settle(message: M): void
  /** The context before the operation. */
  callerOf(message: M): Stored
}

type Warn = (error: unknown) => void

export const createMessageSpans = <M extends Message>(described: ChannelSpans<M>, warn: Warn): MessageSpans<M> => {
  const open = new WeakMap<object, Open>()
  const tracer = trace.getTracer(`plainsight/${described.scope}`)
  const begin = (message: M, caller: Stored): Stored => {
    const begun = described.begin(message)
    const span = begun && tracer.startSpan(begun.name, begun.options)
    open.set(message, { span, caller })
    return span === undefined ? caller : trace.setSpan(context.active(), span)
  }
  const settle = (message: M): void => {
    const span = open.get(message)?.span
    if (!span?.isRecording()) return
    if (message.error !== undefined) failSpan(span, message.error)
    described.end?.(span, message)
    span.end()
  }
  return {
    begin: (message) => {
      const caller = storage.getStore()
      return guarded(warn, () => begin(message, caller), caller)
    },
    settle: (message) => guarded(warn, () => settle(message), undefined),
    callerOf: (message) => {
      const known = open.get(message)
      return known === undefined ? storage.getStore() : known.caller
    },
  }
}

/** An error in a subscriber would end the process. */
const guarded = <T>(warn: Warn, work: () => T, otherwise: T): T => {
  try {
    return work()
  } catch (error) {
    warn(error)
    return otherwise
  }
}

/** Creates spans from the events of a tracing channel; start events come from `wake-channel.ts`. */
export const openChannel = <M extends Message>(
  name: string,
  described: ChannelSpans<M>,
  warn: Warn,
): MessageSpans<M> => {
  const spans = createMessageSpans(described, warn)
  const settle = (message: unknown): void => spans.settle(message as M)
  const settleWhenDone = (message: unknown): void => {
    if (isDone(message as M)) settle(message)
  }
  subscribe(`tracing:${name}:end`, settleWhenDone)
  subscribe(`tracing:${name}:asyncStart`, settle)
  return spans
}

/** An operation that returned a promise, or waits for a callback, has no outcome when its call ends. */
const isDone = (message: Message): boolean => message.error !== undefined || 'result' in message

/** Traces an operation of a library that publishes nothing itself. */
export const traceWork = <M extends Message>(spans: MessageSpans<M>, message: M, work: () => unknown): unknown =>
  storage.run(spans.begin(message), () => {
    const settle = (outcome: Message): void => spans.settle(Object.assign(message, outcome))
    try {
      const result = work()
      if (!(result instanceof Promise)) settle({ result })
      else
        result.then(
          (value) => settle({ result: value }),
          (error) => settle({ error }),
        )
      return result
    } catch (error) {
      settle({ error })
      throw error
    }
  })
