import { checkEventName } from '../../event-catalogue/event-name.ts'
import { runningAgent } from '../running.ts'
import type { EventFacts } from './event-record.ts'

/**
 * Counts that something happened: `trackEvent('order.placed', { userId, properties: { total: 12 } })`. It is sent as an
 * OpenTelemetry event (a log record with this event name), with the ids of the current request; without a running agent
 * nothing happens.
 *
 * Throws `EVENT_NAME_INVALID` when the name is not `resource.action`. That is the one thing here that throws: a name is
 * written in the code, so a wrong one is seen the first time the line runs, and a count that silently never comes is
 * worse.
 */
export const trackEvent = (name: string, facts: EventFacts = {}): void => {
  checkEventName(name)
  // Callers in JavaScript may well give null.
  runningAgent()?.trackEvent?.(name, facts ?? {})
}
