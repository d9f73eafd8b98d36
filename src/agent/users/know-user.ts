import type { AttributeValue } from '@opentelemetry/api'
import { otherSpan, serverSpan } from '../current-request.ts'
import { detailsOf, isRecorded, type ServerSpan } from '../server/server-span.ts'
import { setDetail } from '../server/span-details.ts'
import { toAllowedId, toUser, type User, type UserRules } from './user.ts'

/** Sets the user on the span of a request, from which its log lines and events get the id. */
export const knowUser = (span: ServerSpan, { id, email, name }: User): void => {
  span.ids.userId = id
  if (!isRecorded(span)) return
  if (email !== undefined) setDetail(detailsOf(span), 'user.email', email)
  if (name !== undefined) setDetail(detailsOf(span), 'user.name', name)
}

/** Sets user or session of the current request. Neither function throws, whatever is passed. */
export type KnowCurrent = { setUser(id: unknown, facts: object): void; setSession(given: unknown): void }

export const createKnowCurrent = (rules: UserRules): KnowCurrent => ({
  setUser: (id, facts) =>
    guarded(rules, () => {
      const user = toUser({ ...facts, id }, rules)
      if (user === undefined) return
      const span = serverSpan()
      if (span === undefined) writeElsewhere({ 'user.id': user.id, 'user.email': user.email, 'user.name': user.name })
      else if (!span.ended) knowUser(span, user)
    }),
  setSession: (given) =>
    guarded(rules, () => {
      const id = toAllowedId(given, rules)
      if (id === undefined) return
      const span = serverSpan()
      if (span === undefined) writeElsewhere({ 'session.id': id })
      else if (!span.ended) span.ids.sessionId = id
    }),
})

/** If the server spans are not ours, and in jobs, the ids are set on the current span. */
const writeElsewhere = (attributes: Readonly<Record<string, AttributeValue | undefined>>): void => {
  const span = otherSpan()
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) span?.setAttribute(name, value)
}

const guarded = ({ warnOnce }: UserRules, work: () => void): void => {
  try {
    work()
  } catch (error) {
    warnOnce('set-user', `the user or session that was set could not be read: ${(error as Error)?.message}`)
  }
}
