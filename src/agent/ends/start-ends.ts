import type { OwnedContext } from '../create-context.ts'
import { recordThrown } from '../frameworks/thrown.ts'
import { watchNaturalEnd } from './natural-end.ts'
import { sendAtExit } from './send-at-exit.ts'
import { watchSignals } from './signals.ts'

/** Longest wait for the last export when the process ends by itself or by a signal, in ms. */
const patience = 2000

/** Sends what is pending when the process ends, and lets it end as it would have. */
export const startEnds = (owned: OwnedContext, serverSpans: { endOpen(): void }): void => {
  watchNaturalEnd(() => (owned.pending() ? withPatience(owned.finish()) : undefined))
  watchSignals(() => {
    serverSpans.endOpen()
    return owned.pending() ? withPatience(owned.finish()) : Promise.resolve()
  })
  // Only looks on: whether the process dies of it is not changed.
  process.on('uncaughtExceptionMonitor', (error) => recordThrown(undefined, error))
  process.on('exit', () => {
    serverSpans.endOpen()
    sendAtExit(owned.context, owned.unsent())
  })
}

/** Waits for work, but not for ever. The timer keeps the process alive meanwhile: the agent's sockets do not. */
const withPatience = (work: Promise<void>): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, patience)
    void work.finally(() => {
      clearTimeout(timer)
      resolve()
    })
  })
