import type { FastifyInstance } from 'fastify'
import { PlainsightError } from '../errors.ts'
import type { Access } from './access.ts'

/**
 * What carries data and so needs the token; the page itself, health and sign-in are open.
 * Asked of the route that matched, not of the address as written: `/%61pi` reaches the same route as `/api`.
 */
const guarded = /^\/(v1|api|metrics)(\/|$)/
const signIn = '/api/session'

/** The token in an `Authorization` header. */
export const readBearer = (authorization: string | undefined): string | undefined => {
  const [scheme = '', given = ''] = authorization?.split(' ') ?? []
  return scheme.toLowerCase() === 'bearer' ? given : undefined
}

/** With a token set, asks for it (bearer header or sign-in cookie) wherever data goes in or out. */
export const guardToken = (app: FastifyInstance, access: Access | undefined): void => {
  if (access === undefined) return
  app.addHook('onRequest', async (request, reply) => {
    const { url: route = '', config } = request.routeOptions
    if (!guarded.test(route) || config.isPage || route === signIn || access.findSession(request)) return
    const bearer = readBearer(request.headers.authorization)
    reply.header('www-authenticate', 'Bearer realm="plainsight"')
    if (bearer === undefined) throw new PlainsightError('TOKEN_NEEDED')
    access.checkToken(bearer, request)
    reply.removeHeader('www-authenticate')
  })
}
