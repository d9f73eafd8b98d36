import type { EventEmitter } from 'node:events'
import { isMainThread } from 'node:worker_threads'

/** Signals that end a process by default, and that people and supervisors send. */
const signals: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP']

/**
 * Runs `finish` when the process is told to end. When the app has no listener of its own, the process then dies of the
 * signal as it would have; else the app decides whether it ends, and nothing may hold it up.
 */
export const watchSignals = (finish: (isDecidedByApp: boolean) => Promise<void>): void => {
  if (!isMainThread) return
  const listeners = new Map<string | symbol, () => void>()
  for (const signal of signals) {
    const listener = (): void => {
      const alone = process.listeners(signal).length === 0
      const finished = finish(!alone)
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
  if (process.listeners(signal).length === 0) process.kill(process.pid, signal)
}

/**
 * Programs look at the listeners of a signal to see whether anyone else will end the process (`signal-exit` does, which
 * is in most trees); ours must not be seen, or nobody would. `listenerCount` stays true: Node itself asks it whether to
 * go on listening.
 */
const hide = (own: ReadonlyMap<string | symbol, () => void>): void => {
  const emitter: EventEmitter = process
  for (const name of ['listeners', 'rawListeners'] as const) {
    const find = emitter[name]
    const value = (event: string | symbol): unknown[] =>
      find.call(emitter, event).filter((listener) => listener !== own.get(event))
    Object.defineProperty(process, name, { value, configurable: true, writable: true, enumerable: false })
  }
}
