import type { EventEmitter } from 'node:events'

type Emit = EventEmitter['emit']

/**
 * Runs `finish` when the process has nothing more to do, before the app's listeners are called. Work of ours makes Node
 * emit `beforeExit` again, and the app's listeners must not be called more often than without us: they get the second
 * event. `finish` returns undefined when there is nothing to do.
 */
export const watchNaturalEnd = (finish: () => Promise<void> | undefined): void => {
  const emit: Emit = process.emit
  let isOver = false
  const around: Emit = function (this: EventEmitter, event, ...args) {
    if (event !== 'beforeExit') return emit.call(this, event, ...args)
    isOver = !isOver
    if (!isOver) return emit.call(this, event, ...args)
    // One turn of the event loop at least: a signal that the process has sent to itself may be pending, and without our
    // listener it would have ended the process by now.
    if (finish() === undefined) setImmediate(() => undefined)
    return this.listenerCount(event) > 0
  }
  Object.defineProperty(around, 'name', { value: emit.name, configurable: true })
  Object.defineProperty(process, 'emit', { value: around, configurable: true, writable: true, enumerable: false })
}
