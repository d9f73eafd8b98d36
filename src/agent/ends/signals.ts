import type { EventEmitter } from 'node:events'
import { isMainThread } from 'node:worker_threads'

/** Signals that end a process by default, and that people and supervisors send. */
const signals: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP']

/**
 * Runs `finish` when the process is told to end. When the app has no listener of its own, the process then dies of the
 * signal as it would have; else the app decides, and only the sending is begun.
 */
export const watchSignals = (finish: () => Promise<void>): void => {
  if (!isMainThread) return
  const listeners = new Map<string | symbol, () => void>()
  for (const signal of signals) {
    const listener = (): void => {
      const alone = process.listenerCount(signal) === 0
      const finished = finish()
      if (alone) void finished.then(() => die(signal, listener))
    }
    listeners.set(signal, listener)
    process.on(signal, listener)
  }
  hide(listeners)
}

/** Without a listener the signal does what it does by default. */
const die = (signal: NodeJS.Signals, listener: () => void): void => {
  process.off(signal, listener)
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
}

/**
 * Programs count the listeners of a signal to see whether anyone else will end the process (`signal-exit` does, which
 * is in most trees); ours must not be counted, or nobody would.
 */
const hide = (own: ReadonlyMap<string | symbol, () => void>): void => {
  const emitter: EventEmitter = process
  const { listeners, rawListeners, listenerCount } = emitter
  const others = (find: typeof listeners) => (event: string | symbol) =>
    find.call(emitter, event).filter((listener) => listener !== own.get(event))
  define('listeners', others(listeners))
  define('rawListeners', others(rawListeners))
  define('listenerCount', (event: string | symbol, listener?: () => void) =>
    listener === undefined && own.has(event)
      ? others(listeners)(event).length
      : listenerCount.call(emitter, event, listener),
  )
}

const define = (name: string, value: unknown): void => {
  Object.defineProperty(process, name, { value, configurable: true, writable: true, enumerable: false })
}
