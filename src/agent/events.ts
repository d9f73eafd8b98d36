import { PlainsightError } from '../errors.ts'
import { toEpoch } from './clock.ts'
import { currentIds } from './current-ids.ts'
import type { EmitLog } from './logs/log-record.ts'
import { agentScope } from './scope.ts'

export type EventFacts = {
  /** Id of the signed-in user: an id of your own, no name and no e-mail address. */
  readonly userId?: string | undefined
  readonly sessionId?: string | undefined
  /** What else belongs to the event; values under names such as `password` or `token` are not sent. */
  readonly properties?: Readonly<Record<string, unknown>> | undefined
}

const longestName = 120
const nameRule = /^[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+$/
const severity = { number: 9, text: 'info' } as const

/**
 * Tells that something happened that you want to count: `trackEvent('order.placed', { userId, properties: { total: 12 } })`. It is sent as
 * an OpenTelemetry event (a log record with this event name), with the ids of the current request; without a running agent nothing happens.
 *
 * Throws `EVENT_NAME_INVALID` when the name is not `resource.action`. That is the one thing here that throws: a name is written in the code, so a
 * wrong one is seen the first time the line runs, and a count that silently never comes is worse.
 */
export const trackEvent = (name: string, facts: EventFacts = {}): void => {
  if (typeof name !== 'string' || name.length > longestName || !nameRule.test(name)) {
    throw new PlainsightError('EVENT_NAME_INVALID', { name: JSON.stringify(String(name).slice(0, longestName)) })
  }
  const { [sender]: send } = globalThis as Global
  // Callers in JavaScript may well give null.
  send?.(name, facts ?? {})
}

/** Tells how events are sent, once the agent runs. */
export const sendEventsBy = (emit: EmitLog): void => {
  const send: SendEvent = (name, facts) =>
    emit({
      scope: agentScope,
      time: toEpoch(performance.now()),
      severity,
      body: '',
      ids: currentIds(),
      eventName: name,
      fields: facts.properties,
      bindings: toWho(facts),
      skip: whoNames,
    })
  Object.defineProperty(globalThis, sender, { value: send, configurable: true })
}

type SendEvent = (name: string, facts: EventFacts) => void

/** Known to all of the process: the app may import a copy of this package beside the one that watches it. */
const sender = Symbol.for('plainsight.events')
type Global = typeof globalThis & { readonly [sender]?: SendEvent }

/** The names of OpenTelemetry; properties of the same names give way. */
const whoNames: ReadonlySet<string> = new Set(['user.id', 'session.id'])

const toWho = ({ userId, sessionId }: EventFacts): object => ({
  ...(userId !== undefined && { 'user.id': userId }),
  ...(sessionId !== undefined && { 'session.id': sessionId }),
})
