import type { AgentContext } from '../context.ts'
import { currentRequest, serverSpan } from '../current-request.ts'
import { createKnowCurrent, type KnowCurrent } from '../users/know-user.ts'
import { toAllowedId, type UserRules } from '../users/user.ts'
import { createToProperties } from './event-properties.ts'
import { type EventFacts, type EventRules, toEventRecord } from './event-record.ts'
import { type CurrentPage, pageOf } from './page-of.ts'
import { createSessions, type SessionFacts } from './sessions.ts'

/** The interface of a running agent for the package's functions that record usage and users. */
export type UsageAgent = KnowCurrent & {
  trackEvent(name: string, facts: EventFacts): void
  /** Returns the id of the session. */
  startSession(facts: SessionFacts): string
  endSession(id: string): void
  /** The page of the current request; empty outside of a request. */
  currentPage(): CurrentPage
}

export type Usage = {
  readonly agent: UsageAgent
  /** Ends the open sessions, because the process ends. */
  endOpen(): void
}

/** Starts the recording of usage events. */
export const startUsage = ({ config, sinks, warnOnce }: AgentContext): Usage => {
  const userRules: UserRules = { collect: config.agent.collectUser, warnOnce }
  const toId: EventRules['toId'] = (given) => toAllowedId(given, userRules)
  const rules: EventRules = { toProperties: createToProperties(warnOnce), toId }
  const track = (name: string, facts: EventFacts): void => {
    try {
      sinks.event?.(toEventRecord(name, facts, rules))
    } catch (error) {
      warnOnce('event', `event ${name} could not be recorded: ${(error as Error)?.message}`)
    }
  }
  const sessions = createSessions(config.agent.sessionTimeoutMs, track)
  return {
    endOpen: sessions.endOpen,
    agent: {
      ...createKnowCurrent(userRules),
      trackEvent: (name, facts) => {
        track(name, facts)
        const id = facts.sessionId ?? currentRequest()?.sessionId
        if (id !== undefined) sessions.touch(id)
      },
      startSession: ({ userId = currentRequest()?.userId, ...facts }) => {
        const id = sessions.start({ ...facts, userId })
        const span = serverSpan()
        if (span !== undefined && !span.ended) span.ids.sessionId ??= toId(id)
        return id
      },
      endSession: sessions.end,
      currentPage: () => pageOf(serverSpan()),
    },
  }
}
