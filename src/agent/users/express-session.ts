import { propertyOf } from './held-values.ts'
import type { Preset } from './preset.ts'
import { toSessionDigest } from './session-id.ts'
import { toSessionUser } from './session-user.ts'

/** `express-session`: `req.session.userId` or `req.session.user`, and a digest of `req.sessionID`. */
export const expressSession: Preset = {
  name: 'express-session',
  user: (request) => toSessionUser(propertyOf(request, 'session')),
  session: (request) => toSessionDigest(request, propertyOf(request, 'session'), propertyOf(request, 'sessionID')),
}
