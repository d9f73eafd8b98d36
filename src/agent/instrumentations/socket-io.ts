import { context, ROOT_CONTEXT, type Span, type SpanContext, trace } from '@opentelemetry/api'
import type { Instrumentation } from '@opentelemetry/instrumentation'
import { SocketIoInstrumentation } from '@opentelemetry/instrumentation-socket.io'
import { originOf, withOrigin } from '../open-telemetry/trace-origin.ts'
import { createMessageCount } from './message-count.ts'

type Listener = ((...args: unknown[]) => unknown) & { listener?: unknown }
type On = (event: string, listener: Listener) => unknown
type Emit = (event: string, ...args: unknown[]) => unknown
type Patches = {
  _patchOn(version: string): (original: On) => On
  _patchEmit(version: string): (original: Emit) => Emit
}

/**
 * Events are children of the request that opened their connection, or that sends them. A connection may live for days:
 * after the first hundred, each event that it receives has a trace of its own with a link, and those that a span sends
 * have none.
 */
export const create = (): Instrumentation => {
  const instrumentation = new SocketIoInstrumentation({ onHook: linkToConnection })
  const patches = instrumentation as unknown as Patches
  const { _patchOn: patchOn, _patchEmit: patchEmit } = patches
  const isLate = createMessageCount()
  const isOneTooMany = createMessageCount()
  patches._patchOn = (version) => (original) =>
    function (this: unknown, event, listener) {
      const add: On = function (this: unknown, name, traced) {
        return original.call(this, name, traced === listener ? listener : inTraceOfReach(traced, listener, isLate))
      }
      return patchOn.call(instrumentation, version)(add).call(this, event, listener)
    }
  patches._patchEmit = (version) => (original) => {
    const traced = patchEmit.call(instrumentation, version)(original)
    return function (this: unknown, ...args) {
      const sender = trace.getSpan(context.active())
      return (sender && isOneTooMany(sender) ? original : traced).apply(this, args)
    }
  }
  return instrumentation
}

/** Node finds a wrapped listener for removal by its property `listener`. */
const inTraceOfReach = (traced: Listener, listener: Listener, isLate: (parent: Span) => boolean): Listener => {
  const wrapped: Listener = function (this: unknown, ...args) {
    const opened = trace.getSpan(context.active())
    if (opened === undefined || !isLate(opened)) return traced.apply(this, args)
    return context.with(withOrigin(ROOT_CONTEXT, opened.spanContext()), () => traced.apply(this, args))
  }
  wrapped.listener = listener
  return wrapped
}

const linkToConnection = (span: Span): void => {
  const connection: SpanContext | undefined = originOf(context.active())
  if (connection) span.addLink({ context: connection })
}
