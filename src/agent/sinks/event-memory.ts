import type { Sink } from './sink.ts'
import type { ToUsageEvent } from './to-usage-event.ts'
import type { UsageEvent } from './usage-event.ts'

/** Maximum number of events kept; beyond it, the oldest are dropped. */
const maxKept = 10_000

/** Usage events that the process has recorded, oldest first. */
export type EventMemory = {
  events(): readonly UsageEvent[]
  clear(): void
}

/** Keeps usage events in memory, for the tests of apps. */
export const createEventMemory = (toUsageEvent: ToUsageEvent): Sink & EventMemory => {
  const kept: UsageEvent[] = []
  return {
    event: (record) => {
      kept.push(toUsageEvent(record))
      if (kept.length > maxKept) kept.shift()
    },
    events: () => [...kept],
    clear: () => void kept.splice(0),
    flush: async () => undefined,
    close: async () => undefined,
  }
}
