import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { PlainsightError } from '../errors.ts'
import type { CheckOrigin } from './origins.ts'
import { configOf } from './route-config.ts'

const allow = (reply: FastifyReply, origin: string): void => {
  reply.header('access-control-allow-origin', origin)
  reply.header('vary', 'origin')
}

const answerPreflight = (methods: string, request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  reply
    .header('access-control-allow-methods', methods)
    .header('access-control-allow-headers', request.headers['access-control-request-headers'] ?? 'content-type')
    .header('access-control-max-age', '7200')
    .code(204)
    .send()

/** The preflight of CORS; only routes that allow CORS answer it. */
const addPreflights = (app: FastifyInstance): void => {
  app.addHook('onRoute', function ({ routePath, method, config }) {
    if (!config?.cors || method === 'OPTIONS' || method === 'HEAD') return
    const methods = String(method)
    const options = { config: { access: 'public', cors: true }, schema: { hide: true } } as const
    this.options(routePath, options, async (request, reply) => answerPreflight(methods, request, reply))
  })
}

/** A link on another site opens a route that may be linked to, and sends no `Origin`. */
const isFollowedLink = (request: FastifyRequest): boolean =>
  configOf(request).linkable === true &&
  request.method === 'GET' &&
  request.headers.origin === undefined &&
  request.headers['sec-fetch-mode'] === 'navigate'

/**
 * Rejects requests of pages of other origins, OTLP included, unless `hub.allowedOrigins` and the route allow them;
 * then adds the headers of CORS.
 */
export const guardOrigins = (app: FastifyInstance, checkOrigin: CheckOrigin): void => {
  addPreflights(app)
  app.addHook('onRequest', async (request, reply) => {
    const { origin = '', host } = request.headers
    if (isFollowedLink(request) || !checkOrigin(request.headers, host)) return
    if (!configOf(request).cors) throw new PlainsightError('SITE_REFUSED')
    allow(reply, origin)
  })
}
