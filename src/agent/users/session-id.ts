import { hash } from 'node:crypto'
import { propertyOf } from './held-values.ts'

/**
 * The id under which a session is recorded. The id in the session cookie could help to hijack the session, so half of
 * its SHA-256 is sent instead: it is stable for the session, and grants no access.
 */
export const toSessionDigest = (request: object, session: unknown, id: unknown): string | undefined =>
  isKept(request, session, id) ? hash('sha256', id, 'hex').slice(0, 32) : undefined

/** A session that nothing was written to, and that had no cookie, gets a new id with each request. */
const isKept = (request: object, session: unknown, id: unknown): id is string => {
  if (typeof session !== 'object' || session === null || typeof id !== 'string' || id === '') return false
  if (Object.keys(session).some((key) => key !== 'cookie')) return true
  const cookie = propertyOf(propertyOf(request, 'headers'), 'cookie')
  return typeof cookie === 'string' && cookie.includes(id)
}
