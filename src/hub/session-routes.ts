import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Config } from '../config/schema.ts'
import { PlainsightError } from '../errors.ts'
import { createThrottle } from '../limits/throttle.ts'
import { createSessionCookie, expiredSessionCookie, hasValidSession, isSameText } from './session-cookie.ts'

/** Wrong tokens taken per minute before sign-in answers 429, whoever sends them: there is one token to guess. */
const triesPerMinute = 10

/** A token and the JSON around it. */
const bodyLimit = 16_384

const Credentials = Type.Object({ token: Type.String({ maxLength: 4096 }) }, { additionalProperties: false })

/** Sign-in of the page: `POST /api/session {token}` sets an HttpOnly cookie, `DELETE` ends it, `GET` says whether one is needed. */
export const registerSession = (app: FastifyInstance, { config }: { config: Config }): void => {
  const { token } = config.hub
  const throttle = createThrottle(triesPerMinute)
  app.get('/api/session', async (request) => ({
    tokenNeeded: token !== undefined,
    signedIn: token === undefined || hasValidSession(request.headers.cookie, token),
  }))
  app.post<{ Body: { token: string } }>(
    '/api/session',
    { schema: { body: Credentials }, bodyLimit },
    async (request, reply) => {
      if (token === undefined) return reply.code(204).send()
      if (throttle.isOver('token')) throw new PlainsightError('SIGN_IN_THROTTLED')
      if (!isSameText(request.body.token, token)) {
        throttle.count('token')
        throw new PlainsightError('TOKEN_WRONG')
      }
      return reply
        .header('set-cookie', createSessionCookie(token, { secure: request.protocol === 'https' }))
        .code(204)
        .send()
    },
  )
  app.delete('/api/session', async (_request, reply) =>
    reply.header('set-cookie', expiredSessionCookie).code(204).send(),
  )
}
