import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '../config/schema.ts'
import { PlainsightError } from '../errors.ts'
import { hasValidSession, isSameText } from './session-cookie.ts'

/** What carries data and so needs the token; the page itself, health and sign-in are open. */
const guarded = /^\/(v1|api|metrics)(\/|$|\?)/
const open = /^\/api\/session($|\?)/

const isAuthorised = (request: FastifyRequest, token: string): boolean => {
  const [scheme = '', given = ''] = request.headers.authorization?.split(' ') ?? []
  if (scheme.toLowerCase() === 'bearer' && isSameText(given, token)) return true
  return hasValidSession(request.headers.cookie, token)
}

/** With a token set, asks for it (bearer header or sign-in cookie) wherever data goes in or out. */
export const guardToken = (app: FastifyInstance, { config }: { config: Config }): void => {
  const { token } = config.hub
  if (token === undefined) return
  app.addHook('onRequest', async (request, reply) => {
    if (!guarded.test(request.url) || open.test(request.url) || isAuthorised(request, token)) return
    reply.header('www-authenticate', 'Bearer realm="plainsight"')
    throw new PlainsightError('TOKEN_NEEDED')
  })
}
