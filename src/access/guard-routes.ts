import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import type { Client } from './client.ts'
import type { Access } from './create-access.ts'
import { anonymous } from './principal.ts'
import { configOf } from './route-config.ts'

export const toClient = ({ headers, socket }: FastifyRequest): Client => ({ headers, peer: socket.remoteAddress ?? '' })

/**
 * Requires of every request the access that its route declares in `config.access`. A server with a route without it
 * does not start. It is the matched route that counts, not the address as written: `/%61pi` reaches the same route as
 * `/api`.
 */
export const guardRoutes = (app: FastifyInstance, access: Access): void => {
  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => void routes.push(route))
  app.addHook('onReady', async () => {
    const undeclared = routes.filter(({ config }) => config?.access === undefined)
    if (undeclared.length === 0) return
    throw new Error(
      `Routes without config.access: ${undeclared.map(({ method, url }) => `${method} ${url}`).join(', ')}`,
    )
  })
  app.decorateRequest('principal')
  app.addHook('onRequest', async (request) => {
    const needed = configOf(request).access
    request.principal = needed === 'public' ? anonymous : access.admit(toClient(request), needed)
  })
}
