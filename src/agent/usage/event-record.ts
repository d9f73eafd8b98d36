import { toEpoch } from '../clock.ts'
import { currentRequest } from '../current-request.ts'
import type { LogRecord } from '../logs/log-record.ts'
import { agentScope } from '../otlp/envelope.ts'
import { type RequestContext, toWho } from '../request-context.ts'
import type { ToProperties } from './event-properties.ts'

export type EventFacts = {
  /**
   * Id of the signed-in user: your own id, not a name or an e-mail address. Default: `user.id` of the request's span.
   */
  readonly userId?: string | undefined
  /** Default: `session.id` of the request's span. */
  readonly sessionId?: string | undefined
  /**
   * Further values of the event: few and short. Values of names such as `password` or `token` are not sent;
   * `docs/events.md` has the rules.
   */
  readonly properties?: Readonly<Record<string, unknown>> | undefined
}

/** Checks of what the app passes. */
export type EventRules = {
  readonly toProperties: ToProperties
  /** The id of a user or a session; undefined if it is not a valid one. */
  toId(given: unknown): string | undefined
}

const severity = { number: 9, text: 'info' } as const

/** Creates the record of an event, with the data of the current request. */
export const toEventRecord = (name: string, facts: EventFacts, { toProperties, toId }: EventRules): LogRecord => {
  const request = currentRequest()
  return {
    scope: agentScope,
    time: toEpoch(performance.now()),
    severity,
    body: '',
    ids: request,
    eventName: name,
    fields: toProperties(name, facts.properties),
    bindings: whoOf(facts, request, toId),
    skip: whoNames,
  }
}

/** OpenTelemetry's names; properties of the same names are dropped. */
const whoNames: ReadonlySet<string> = new Set(['user.id', 'session.id'])

const whoOf = (facts: EventFacts, request: RequestContext | undefined, toId: EventRules['toId']): object =>
  toWho({
    userId: facts.userId === undefined ? request?.userId : toId(facts.userId),
    sessionId: facts.sessionId === undefined ? request?.sessionId : toId(facts.sessionId),
  })
