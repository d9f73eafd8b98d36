import { checkEventName } from '../../event-catalogue/event-name.ts'
import { runningAgent } from '../running.ts'
import type { EventFacts } from './event-record.ts'

/**
 * Records that something happened: `trackEvent('order.placed', { userId, properties: { total: 12 } })`. It is sent as
 * an OpenTelemetry event (a log record with this event name), with the ids of the current request; without a running
 * agent nothing happens.
 *
 * Throws `EVENT_NAME_INVALID` when the name is not `resource.action`. Nothing else here throws. The name is part of the
 * code, so an invalid one is noticed the first time the line runs; an event that is silently never recorded would be
 * worse.
 */
export const trackEvent = (name: string, facts: EventFacts = {}): void => {
  checkEventName(name)
  // Callers in JavaScript may pass null.
  runningAgent()?.trackEvent?.(name, facts ?? {})
}
