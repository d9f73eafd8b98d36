import { hash } from 'node:crypto'
import { propertyOf } from './held-values.ts'

/**
 * The id under which a session is recorded. Whoever knows the id in its cookie may come near to holding the session, so
 * what is sent is half of its SHA-256: it stays the same through the session, and leads nowhere.
 */
export const toSessionDigest = (request: object, session: unknown, id: unknown): string | undefined =>
  isKept(request, session, id) ? hash('sha256', id, 'hex').slice(0, 32) : undefined

/** A session that nothing was written to, and that came with no cookie, is another one at the next request. */
const isKept = (request: object, session: unknown, id: unknown): id is string => {
  if (typeof session !== 'object' || session === null || typeof id !== 'string' || id === '') return false
  if (Object.keys(session).some((key) => key !== 'cookie')) return true
  const cookie = propertyOf(propertyOf(request, 'headers'), 'cookie')
  return typeof cookie === 'string' && cookie.includes(id)
}
