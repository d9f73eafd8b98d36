import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config/schema.ts'
import { PlainsightError } from '../errors.ts'
import { isFromElsewhere } from '../http/is-from-elsewhere.ts'

/** A page served by this hub, whatever name and scheme it was reached by. */
const isOwnOrigin = (origin: string, host: string | undefined): boolean =>
  origin === `http://${host}` || origin === `https://${host}`

/** Throws `ORIGIN_REFUSED` for a foreign origin that is not allowed; answers whether the origin is a foreign one. */
export const createCheckOrigin = ({ hub }: Config): ((origin: string, host: string | undefined) => boolean) => {
  const allowed = new Set(hub.allowedOrigins.map((origin) => origin.replace(/\/$/, '')))
  return (origin, host) => {
    if (isOwnOrigin(origin, host)) return false
    if (!allowed.has(origin)) throw new PlainsightError('ORIGIN_REFUSED', { origin: origin.slice(0, 200) })
    return true
  }
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

/** A link on another site may open a view of the page, which asks for its data itself; nothing else of the hub is for other sites. */
const isOpeningPage = ({ headers, method, routeOptions }: FastifyRequest): boolean =>
  method === 'GET' &&
  headers['sec-fetch-mode'] === 'navigate' &&
  !/^\/(v1|api|metrics)(\/|$)/.test(routeOptions.url ?? '')

const checkSite = (request: FastifyRequest): void => {
  if (isFromElsewhere(request.headers) && !isOpeningPage(request)) throw new PlainsightError('SITE_REFUSED')
}

/**
 * Refuses requests that a browser sends from a foreign page, OTLP included, until that origin is allowed; then answers CORS.
 * Requests without `Origin` pass when no browser says that another site is behind them (SDKs, curl): the token is what guards those.
 */
export const guardOrigin = (app: FastifyInstance, { config }: { config: Config }): void => {
  const isForeign = createCheckOrigin(config)
  app.addHook('onRequest', async (request, reply) => {
    const { origin, host } = request.headers
    if (origin === undefined) return checkSite(request)
    if (!isForeign(origin, host)) return
    allow(reply, origin)
    if (request.method === 'OPTIONS') return answerPreflight(request, reply)
  })
}
