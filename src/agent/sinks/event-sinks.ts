import { createRequire } from 'node:module'
import type { Extensions } from '../extensions.ts'
import type { Losses } from '../losses.ts'
import type { SinkTable } from './choose-sinks.ts'
import type { EventMemory } from './event-memory.ts'
import type { EventSink } from './event-sink.ts'
import type { Sink, SinkHost } from './sink.ts'
import type { ToUsageEvent } from './to-usage-event.ts'

const require = createRequire(import.meta.url)

/** Sinks of usage events. The code of each is loaded when it is created. */
export type EventSinks = {
  /** By the values of `PLAINSIGHT_EVENTS_TO`, and PostHog, which its own variable enables. */
  readonly table: SinkTable
  /** The events of `memory`; undefined if it is not among the sinks. */
  memory(): EventMemory | undefined
  /** The app's own (`start({ eventSinks })`). */
  readonly own: readonly Sink[]
}

export const createEventSinks = (host: SinkHost, { eventSinks = [] }: Extensions): EventSinks => {
  let convert: ToUsageEvent | undefined
  const toUsageEvent: ToUsageEvent = (record) => {
    convert ??= loadConversion().createToUsageEvent(host.config, () => host.resourceAttributes)
    return convert(record)
  }
  const { losses, warnOnce } = host
  /** Adds a queue for a sink that accepts batches, which isolates its failures and delays. */
  const queued = (name: string, sink: EventSink): Sink =>
    guarded(name, loadQueue().createEventQueue(name, sink, { losses, warnOnce, toUsageEvent }), losses)
  let memory: EventMemory | undefined
  return {
    table: {
      console: () => guarded('console', loadConsole().createEventConsole(toUsageEvent), losses),
      http: () => {
        if (host.config.agent.eventsUrl !== undefined)
          return guarded(
            'http',
            loadHttp().createEventHttp({ config: host.config, delivery: host.delivery, toUsageEvent }),
            losses,
          )
        warnOnce('events-url', 'PLAINSIGHT_EVENTS_TO names http: set PLAINSIGHT_EVENTS_URL, or no events go there')
        return undefined
      },
      memory: () => {
        const sink = loadMemory().createEventMemory(toUsageEvent)
        memory = sink
        return guarded('memory', sink, losses)
      },
      PostHog: () => {
        const { posthogApiKey } = host.config.agent
        if (posthogApiKey === undefined) return undefined
        const sink = loadPostHog().createPostHogSink(host, { apiKey: posthogApiKey, toUsageEvent })
        return sink && guarded('PostHog', sink, losses)
      },
    },
    memory: () => memory,
    own: eventSinks.flatMap((sink, index) => {
      const name = sink?.name ?? `eventSinks[${index}]`
      if (typeof sink?.write === 'function') return [queued(name, sink)]
      warnOnce(name, `start() ignores ${name}: it must have a method write(batch)`)
      return []
    }),
  }
}

/** Isolates a sink, so that its failure affects neither the other sinks nor the app. */
const guarded = (name: string, sink: Sink, losses: Losses): Sink => ({
  ...sink,
  event: (record) => {
    try {
      sink.event?.(record)
    } catch (error) {
      losses.count(`events to ${name}`, 1, String((error as Error | undefined)?.message ?? error))
    }
  },
})

const loadConversion = (): typeof import('./to-usage-event.ts') => require('./to-usage-event.js')
const loadQueue = (): typeof import('./event-queue.ts') => require('./event-queue.js')
const loadConsole = (): typeof import('./event-console.ts') => require('./event-console.js')
const loadHttp = (): typeof import('./event-http.ts') => require('./event-http.js')
const loadMemory = (): typeof import('./event-memory.ts') => require('./event-memory.js')
const loadPostHog = (): typeof import('./posthog-sink.ts') => require('./posthog-sink.js')
