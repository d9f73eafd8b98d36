import { PlainsightError } from '../errors.ts'
import { runningAgent } from './running.ts'
import type { EventMemory } from './sinks/event-memory.ts'
import type { UsageEvent } from './sinks/usage-event.ts'

/**
 * Usage events that this process has recorded since its start or the last `clearRecordedEvents()`, oldest first, at
 * most 10,000: for tests, with `PLAINSIGHT_EVENTS_TO=memory`. Throws `EVENTS_NOT_KEPT` without it.
 */
export const recordedEvents = (): readonly UsageEvent[] => memory().events()

/** Forgets the recorded events, for the next test. Throws `EVENTS_NOT_KEPT` without `PLAINSIGHT_EVENTS_TO=memory`. */
export const clearRecordedEvents = (): void => memory().clear()

const memory = (): EventMemory => {
  const found = runningAgent()?.eventMemory?.()
  if (found === undefined) throw new PlainsightError('EVENTS_NOT_KEPT')
  return found
}
