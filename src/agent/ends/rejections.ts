import type { EventEmitter } from 'node:events'
import { replaceMethod } from '../server/replace-method.ts'

/**
 * Hears of rejections that a listener of the app takes: nobody throws them, so they never come to
 * `uncaughtExceptionMonitor`. A listener of ours would keep Node from ending the process, so the call to the app's is
 * watched instead.
 */
export const watchRejections = (tell: (reason: unknown) => void): void => {
  replaceMethod(process, 'emit', (original) => {
    const emit = original as unknown as EventEmitter['emit']
    const around: EventEmitter['emit'] = function (this: EventEmitter, event, ...args) {
      const isTaken = emit.call(this, event, ...args)
      if (isTaken && event === 'unhandledRejection') tell(args[0])
      return isTaken
    }
    return Object.defineProperty(around, 'name', { value: emit.name, configurable: true })
  })
}
