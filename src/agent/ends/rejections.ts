import type { EventEmitter } from 'node:events'
import { replaceMethod } from '../server/replace-method.ts'

/**
 * Observes rejections that a listener of the app handles: they are not thrown, so they never reach
 * `uncaughtExceptionMonitor`. A listener of our own would prevent Node from ending the process, so the call of the
 * app's listener is observed instead.
 */
export const watchRejections = (report: (reason: unknown) => void): void => {
  replaceMethod(process, 'emit', (original) => {
    const emit = original as unknown as EventEmitter['emit']
    const around: EventEmitter['emit'] = function (this: EventEmitter, event, ...args) {
      const isTaken = emit.call(this, event, ...args)
      if (isTaken && event === 'unhandledRejection') report(args[0])
      return isTaken
    }
    return Object.defineProperty(around, 'name', { value: emit.name, configurable: true })
  })
}
