import type { EventEmitter } from 'node:events'
import { isServerSpan, storage } from '../storage.ts'
import type { ServerSpan } from './server-span.ts'

/** Runs work in the context of a request, unless it runs in one already that was derived from it. */
export const within = <T>(span: ServerSpan, work: () => T): T => {
  const stored = storage.getStore()
  return stored !== undefined && (stored === span || !isServerSpan(stored)) ? work() : storage.run(span, work)
}

/** Runs the listeners of an emitter in the context of a request: parsers and sockets emit outside of it. */
export const leadEvents = (emitter: EventEmitter, span: ServerSpan): void => {
  const emit = emitter.emit
  emitter.emit = function (this: EventEmitter, ...event: Parameters<typeof emit>) {
    return within(span, () => emit.apply(this, event))
  } as typeof emit
}
