import { createBudget } from './ends/budget.ts'
import { runningAgent } from './running.ts'

export type FlushOptions = {
  /** Maximum time for all signals together, in ms. Default: `PLAINSIGHT_SHUTDOWN_MS`. */
  readonly timeoutMs?: number | undefined
}

/**
 * Sends all that is pending, in one call: spans, log records, metrics and usage events. Settles when it is sent or when
 * the time is up, never fails, and keeps the process alive meanwhile. True when nothing is left waiting; what is left
 * is tried again later. Without a running agent there is nothing to send.
 */
export const flush = async ({ timeoutMs }: FlushOptions = {}): Promise<boolean> => {
  const agent = runningAgent()
  if (agent === undefined) return true
  let isLate = false
  const work = agent.flush().catch(() => undefined)
  await createBudget(timeoutMs ?? agent.settings?.().config.agent.shutdownMs ?? 0).spend(work, () => {
    isLate = true
  })
  return !isLate && agent.isHolding?.() !== true
}
