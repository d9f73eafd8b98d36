import { heldBy, propertyOf } from './held-values.ts'
import type { Preset } from './preset.ts'

/**
 * The subject of a JSON web token that a library has verified: `express-jwt`, `express-oauth2-jwt-bearer`,
 * `@fastify/jwt`, `koa-jwt`, Hono's and Hapi's. The token itself is never read.
 */
export const jwt: Preset = {
  name: 'jwt',
  user: (request) =>
    toClaims(request)
      .map((claims) => propertyOf(claims, 'sub'))
      .find((subject) => subject !== undefined),
}

const toClaims = (request: object): readonly unknown[] => {
  const auth = heldBy(request, 'auth')
  // Hapi: in mode `try`, credentials are present even if the authentication failed.
  const credentials = propertyOf(auth, 'isAuthenticated') === true ? propertyOf(auth, 'credentials') : undefined
  return [auth, propertyOf(auth, 'payload'), credentials, heldBy(request, 'user'), heldBy(request, 'jwtPayload')]
}
