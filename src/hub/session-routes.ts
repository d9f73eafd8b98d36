import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Access } from '../access/access.ts'
import { expiredSessionCookie } from '../access/session-cookie.ts'

/** A token and the JSON around it. */
const bodyLimit = 16_384

const Credentials = Type.Object({ token: Type.String({ maxLength: 4096 }) }, { additionalProperties: false })

/**
 * Sign-in of the page: `POST /api/session {token}` sets an HttpOnly cookie, `DELETE` ends it, `GET` says whether one is needed. `access` is missing where
 * the hub has no token.
 */
export const registerSession = (app: FastifyInstance, access: Access | undefined): void => {
  app.get('/api/session', async (request) => ({
    tokenNeeded: access !== undefined,
    signedIn: access === undefined || access.findSession(request) !== undefined,
  }))
  app.post<{ Body: { token: string } }>(
    '/api/session',
    { schema: { body: Credentials }, bodyLimit },
    async (request, reply) => {
      access?.checkToken(request.body.token, request)
      if (access) reply.header('set-cookie', access.signIn(request))
      return reply.code(204).send()
    },
  )
  app.delete('/api/session', async (request, reply) => {
    access?.signOut(request)
    return reply.header('set-cookie', expiredSessionCookie).code(204).send()
  })
}
