import { heldBy, propertyOf } from './held-values.ts'
import type { Preset } from './preset.ts'

/**
 * Auth.js: the result of `getSession()`, where its documentation stores it: `res.locals.session` of Express,
 * `req.auth`, `authUser` of Hono. Its sessions have a user id only if the app's `session` callback adds one.
 */
export const authjs: Preset = {
  name: 'authjs',
  user: (request) => {
    const verified = heldBy(request, 'authUser')
    if (verified !== undefined) return propertyOf(propertyOf(verified, 'token'), 'sub') ?? propertyOf(verified, 'user')
    return propertyOf(heldBy(request, 'auth') ?? heldBy(request, 'session'), 'user')
  },
}
