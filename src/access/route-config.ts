import type { FastifyRequest } from 'fastify'
import type { AccessRule, Principal } from './principal.ts'

type RouteConfig = {
  readonly access: AccessRule
  /** Pages of the origins in `hub.allowedOrigins` may call the route and read its answers. */
  readonly cors?: boolean
  /** Pages of other sites may link to the route. They can do nothing else with it unless CORS allows it. */
  readonly linkable?: boolean
  /** Answers are compressed for clients that accept it. */
  readonly compress?: boolean
}

declare module 'fastify' {
  interface FastifyContextConfig extends RouteConfig {}
  interface FastifyRequest {
    /** Anonymous on public routes, which look at no credentials. */
    principal: Principal
  }
}

/** An address without a route is either an error or a view of the page, and has no data. */
const unknownRoute: RouteConfig = { access: 'public', cors: true, linkable: true }

/** What the route of a request declares about itself. */
export const configOf = (request: FastifyRequest): RouteConfig =>
  request.is404 ? unknownRoute : request.routeOptions.config
