import { heldBy, propertyOf } from './held-values.ts'
import type { Preset } from './preset.ts'

/**
 * better-auth: the result of `auth.api.getSession()`, where middleware stores it: as `session`, or in parts as `user`
 * and `session`. The id of its session is not the token of its cookie.
 */
export const betterAuth: Preset = {
  name: 'better-auth',
  user: (request) => heldBy(request, 'user') ?? propertyOf(heldBy(request, 'session'), 'user'),
  session: (request) => {
    const held = heldBy(request, 'session')
    const session = propertyOf(held, 'session') ?? held
    // Sessions of other libraries have no `token`, and their id is the value of the cookie.
    return propertyOf(session, 'token') === undefined ? undefined : propertyOf(session, 'id')
  },
}
