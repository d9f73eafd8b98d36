import { channel } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Config } from '../config/schema.ts'
import type { ResourceAttributes } from './resource.ts'
import type { EventMemory } from './sinks/event-memory.ts'
import type { UsageAgent } from './usage/start-usage.ts'

/** A running agent. */
export type Agent = {
  /** Sends all that is pending, metrics included; settles when sent or given up. */
  flush(): Promise<void>
  /** Sends all that is pending, and records nothing any more. */
  shutdown(): Promise<void>
}

/** The agent of this thread, as the functions of the package that an app calls find it. */
export type RunningAgent = Agent &
  UsageAgent & {
    /** Usage events that the sink `memory` has kept; undefined when it is not among the sinks. */
    eventMemory(): EventMemory | undefined
    /** Whether spans, log records or events wait to be sent. */
    isHolding(): boolean
    /** Ends the span of a request whose response has its status, but has not left yet. */
    endRequest(request: IncomingMessage): void
    /** Answers a scrape of Prometheus; false when there is nothing to scrape. */
    answerScrape(request: IncomingMessage, response: ServerResponse): boolean
    /** A function, since settings hold secrets, and an app may well print the agent. */
    settings(): { readonly config: Config; readonly resourceAttributes: ResourceAttributes }
  }

/**
 * Known to all of the process: the app may import a copy of this package beside the one that watches it, and of another
 * version.
 */
const key = Symbol.for('plainsight.agent')
type Global = typeof globalThis & { [key]?: Agent & Partial<RunningAgent> }

/** Hears when an agent starts, which may be after the app has made its loggers. */
export const agentStarted: ReturnType<typeof channel> = channel('plainsight.agent.started')

/** The agent that runs; undefined when there is none. */
export const runningAgent = (): (Agent & Partial<RunningAgent>) | undefined => (globalThis as Global)[key]

/** Makes an agent the one that runs. */
export const announce = <A extends Agent>(agent: A): A => {
  Object.defineProperty(globalThis, key, { value: agent, configurable: true })
  agentStarted.publish(agent)
  return agent
}
