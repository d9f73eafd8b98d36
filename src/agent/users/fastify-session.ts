import { propertyOf } from './held-values.ts'
import type { Preset } from './preset.ts'
import { toSessionDigest } from './session-id.ts'
import { toSessionUser } from './session-user.ts'

/** `@fastify/session`: `request.session.userId` or `request.session.user`, and a digest of its id. */
export const fastifySession: Preset = {
  name: 'fastify-session',
  user: (request) => toSessionUser(propertyOf(request, 'session')),
  session: (request) => {
    const session = propertyOf(request, 'session')
    return toSessionDigest(request, session, propertyOf(session, 'sessionId'))
  },
}
