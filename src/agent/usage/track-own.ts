import type { OwnEventName } from '../../event-catalogue/own-events.ts'
import { runningAgent } from '../running.ts'

/**
 * User and session of the event. Default: the user and the session of the current request. Outside of requests, pass
 * them.
 */
export type Who = {
  readonly userId?: string | undefined
  readonly sessionId?: string | undefined
}

/** Records a predefined event if an agent runs. Never throws, whatever the app passes. */
export const trackOwn = (name: OwnEventName, who: Who | undefined, toProperties: () => object): void => {
  const agent = runningAgent()
  if (agent?.trackEvent === undefined) return
  try {
    agent.trackEvent(name, { userId: who?.userId, sessionId: who?.sessionId, properties: { ...toProperties() } })
  } catch {
    // A getter of the app has thrown: there is nothing to record.
  }
}
