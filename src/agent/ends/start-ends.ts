import type { OwnedContext } from '../create-context.ts'
import { serverSpan } from '../current-request.ts'
import { createBudget } from './budget.ts'
import { watchNaturalEnd } from './natural-end.ts'
import { watchRejections } from './rejections.ts'
import { sendAtExit } from './send-at-exit.ts'
import { watchSignals } from './signals.ts'

/** A process that lives on for so long after its natural end has found more to do, in ms. */
const afterlife = 1000

/** Sends what is pending when the process ends, and lets it end as it would have. */
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
    }, afterlife).unref()
  }
  const leave = (milliseconds: number): void => {
    context.sinks.exit?.()
    sendAtExit(context, delivery.unsent(), milliseconds)
    context.losses.report()
  }
  watchNaturalEnd(() => finish()?.then(remember))
  watchSignals(async (isDecidedByApp) => {
    // Such an app answers what is open before it ends.
    if (isDecidedByApp) return void owned.flush()
    serverSpans.endOpen()
    await finish()
    // The process dies without a last word.
    leave(0)
  })
  // Only looks on: whether the process dies of it is not changed.
  const tell = (error: unknown): void => context.thrown.tell(error, serverSpan())
  process.on('uncaughtExceptionMonitor', tell)
  watchRejections(tell)
  process.on('exit', () => {
    serverSpans.endOpen()
    // What could not be sent a moment ago is not tried once more.
    const isWorthTrying = delivery.held() > tried
    // What is on its way would come twice if it were sent again: half of the time is for its answer.
    if (isWorthTrying) budget.spendSync(() => delivery.awaitAnswers(budget.left() / 2))
    leave(isWorthTrying ? budget.left() : 0)
  })
}
