import type { EventEmitter } from 'node:events'
import { isMainThread } from 'node:worker_threads'

/** Signals that end a process by default, and that users and supervisors send. */
const signals: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP']

/**
 * Runs `finish` when the process gets a signal to end. If the app has no listener of its own, the signal then ends the
 * process as it would have; otherwise the app decides whether it ends, and must not be delayed.
 */
export const watchSignals = (finish: (isDecidedByApp: boolean) => Promise<void>): void => {
  if (!isMainThread) return
  const listeners = new Map<string | symbol, () => void>()
  for (const signal of signals) {
    const listener = (): void => {
      const alone = process.listeners(signal).length === 0
      const finished = finish(!alone)
      if (alone) void finished.then(() => raise(signal, listener))
    }
    listeners.set(signal, listener)
    process.on(signal, listener)
  }
  hide(listeners)
}

/** Without a listener the signal has its default effect. */
const raise = (signal: NodeJS.Signals, listener: () => void): void => {
  process.off(signal, listener)
  if (process.listeners(signal).length === 0) process.kill(process.pid, signal)
}

/**
 * Libraries check the listeners of a signal to see whether another one will end the process (such as `signal-exit`,
 * which most apps contain). If they saw ours, none would end it. `listenerCount` stays accurate: Node itself uses it to
 * decide whether to keep listening.
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
