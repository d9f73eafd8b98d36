import { effect } from '@preact/signals'
import { ask, returns, signedOut } from './api.ts'
import { dataStart, moment } from './time-range.ts'

/**
 * Queries when the data begins, and again at each refresh until there is some: an empty hub may get its first span
 * soon.
 */
export const startAskingForData = (): void => {
  let isAsking = false
  const look = async (): Promise<void> => {
    isAsking = true
    const answer = await ask('data-start', {}).catch(() => undefined)
    isAsking = false
    if (answer?.ms == null) return
    dataStart.value = answer.ms
    stop()
  }
  const stop = effect(() => {
    const mayAsk = !signedOut.value && moment.value + returns.value > 0
    if (mayAsk && !isAsking) void look()
  })
}
