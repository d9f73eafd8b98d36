import type { EventEmitter } from 'node:events'

type Emit = EventEmitter['emit']

/**
 * Runs `finish` when the process has nothing more to do, before the app hears of it. Work of ours makes Node say
 * `beforeExit` once more, and the app's listeners must not be called more often than without us: they get the second
 * one. Answers undefined when there is nothing to finish.
 */
export const watchNaturalEnd = (finish: () => Promise<void> | undefined): void => {
  const emit: Emit = process.emit
  let isOver = false
  const around: Emit = function (this: EventEmitter, event, ...args) {
    if (event !== 'beforeExit') return emit.call(this, event, ...args)
    isOver = !isOver
    if (!isOver) return emit.call(this, event, ...args)
    // One turn at least: a signal that the process has sent itself waits to be heard, and would by now have ended it
    // without our listener.
    if (finish() === undefined) setImmediate(() => undefined)
    return this.listenerCount(event) > 0
  }
  Object.defineProperty(around, 'name', { value: emit.name, configurable: true })
  Object.defineProperty(process, 'emit', { value: around, configurable: true, writable: true, enumerable: false })
}
