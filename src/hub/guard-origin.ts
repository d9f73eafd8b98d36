import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config/schema.ts'
import { PlainsightError } from '../errors.ts'

/** A page served by this hub, whatever name and scheme it was reached by. */
const isOwnOrigin = (origin: string, request: FastifyRequest): boolean => {
  const host = request.headers.host
  return origin === `http://${host}` || origin === `https://${host}`
}

const allow = (reply: FastifyReply, origin: string): void => {
  reply.header('access-control-allow-origin', origin)
  reply.header('vary', 'origin')
}

const answerPreflight = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  reply
    .header('access-control-allow-methods', 'GET, POST')
    .header('access-control-allow-headers', request.headers['access-control-request-headers'] ?? 'content-type')
    .header('access-control-max-age', '7200')
    .code(204)
    .send()

/**
 * Refuses requests that a browser sends from a foreign page, OTLP included, until that origin is allowed; then answers CORS.
 * Requests without `Origin` (SDKs, curl) pass: the token is what guards those.
 */
export const guardOrigin = (app: FastifyInstance, { config }: { config: Config }): void => {
  const allowed = new Set(config.hub.allowedOrigins.map((origin) => origin.replace(/\/$/, '')))
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers
    if (origin === undefined || isOwnOrigin(origin, request)) return
    if (!allowed.has(origin)) throw new PlainsightError('ORIGIN_REFUSED', { origin: origin.slice(0, 200) })
    allow(reply, origin)
    if (request.method === 'OPTIONS') return answerPreflight(request, reply)
  })
}
