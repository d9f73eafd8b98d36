import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '../config/schema.ts'
import { PlainsightError } from '../errors.ts'
import { hasValidSession, isSameText } from './session-cookie.ts'

/**
 * What carries data and so needs the token; the page itself, health and sign-in are open.
 * Asked of the route that matched, not of the address as written: `/%61pi` reaches the same route as `/api`.
 */
const guarded = /^\/(v1|api|metrics)(\/|$)/
const signIn = '/api/session'

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
    const { url: route = '' } = request.routeOptions
    if (!guarded.test(route) || route === signIn || isAuthorised(request, token)) return
    reply.header('www-authenticate', 'Bearer realm="plainsight"')
    throw new PlainsightError('TOKEN_NEEDED')
  })
}
