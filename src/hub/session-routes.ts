import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Access } from '../access/create-access.ts'
import { toClient } from '../access/guard-routes.ts'
import { expiredSessionCookie } from '../access/session-cookie.ts'

/** Enough for a token and the JSON around it. */
const bodyLimit = 16_384

const Credentials = Type.Object({ token: Type.String({ maxLength: 4096 }) }, { additionalProperties: false })

const config = { access: 'public', compress: true } as const

/**
 * Sign-in of the page: `POST /api/session {token}` sets an HttpOnly cookie, `DELETE` ends it, `GET` says whether one is
 * required.
 */
export const registerSession = (app: FastifyInstance, access: Access): void => {
  app.get('/api/session', { config }, async (request) => ({
    tokenNeeded: access.tokenNeeded,
    signedIn: access.isSignedIn(toClient(request)),
  }))
  app.post<{ Body: { token: string } }>(
    '/api/session',
    { config, schema: { body: Credentials }, bodyLimit },
    async (request, reply) => {
      const cookie = access.signIn(request.body.token, toClient(request))
      if (cookie) reply.header('set-cookie', cookie)
      return reply.code(204).send()
    },
  )
  app.delete('/api/session', { config }, async (request, reply) => {
    access.signOut(toClient(request))
    return reply.header('set-cookie', expiredSessionCookie).code(204).send()
  })
}
