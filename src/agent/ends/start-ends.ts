import type { OwnedContext } from '../create-context.ts'
import { serverSpan } from '../current-request.ts'
import { createBudget } from './budget.ts'
import { watchNaturalEnd } from './natural-end.ts'
import { watchRejections } from './rejections.ts'
import { sendAtExit } from './send-at-exit.ts'
import { watchSignals } from './signals.ts'

/** A process that still runs this long after its natural end has found more to do, in ms. */
const resumedAfterMs = 1000

/** Sends what is queued when the process ends, without changing how it ends. */
export const startEnds = (owned: OwnedContext, serverSpans: { endOpen(): void }): void => {
  const { context, delivery } = owned
  const budget = createBudget(context.config.agent.shutdownMs)
  const finish = (): Promise<void> | undefined =>
    owned.pending() && budget.left() > 0 ? budget.spend(owned.flush(), delivery.giveUp) : undefined
  let tried = 0
  const remember = (): void => {
    tried = delivery.held()
    setTimeout(() => {
      tried = 0
    }, resumedAfterMs).unref()
  }
  const leave = (milliseconds: number): void => {
    context.sinks.exit?.()
    sendAtExit(context, delivery.unsent(), milliseconds)
    context.losses.report()
  }
  watchNaturalEnd(() => finish()?.then(remember))
  watchSignals(async (isDecidedByApp) => {
    // Such an app completes its open requests before it ends.
    if (isDecidedByApp) return void owned.flush()
    serverSpans.endOpen()
    await finish()
    // The signal ends the process without an `exit` event.
    leave(0)
  })
  // Only observes: it does not change whether the error ends the process.
  const report = (error: unknown): void => context.thrown.tell(error, serverSpan())
  process.on('uncaughtExceptionMonitor', report)
  watchRejections(report)
  process.on('exit', () => {
    serverSpans.endOpen()
    // What could not be sent a moment ago is not retried.
    const isWorthTrying = delivery.held() > tried
    // What is in flight would arrive twice if it were sent again: half of the time is reserved for its response.
    if (isWorthTrying) budget.spendSync(() => delivery.awaitAnswers(budget.left() / 2))
    leave(isWorthTrying ? budget.left() : 0)
  })
}
