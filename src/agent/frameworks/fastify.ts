import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { spanOf } from '../server/server-span.ts'
import { recordThrown } from '../thrown.ts'

type Request = {
  readonly raw: IncomingMessage
  readonly routeOptions?: { readonly url?: string }
}
type Hook = (request: Request, reply: unknown, ...rest: never[]) => void
type Fastify = { addHook(name: string, hook: Hook): void }

/**
 * Fastify publishes each instance that it creates. Two hooks of ours run first in every request: they know the route
 * even if a later hook responds, such as an authorization check.
 */
export const watchFastify = (): void => {
  subscribe('fastify.initialization', (message) => {
    const { fastify } = message as { readonly fastify: Fastify }
    fastify.addHook('onRequest', (request, _reply, done: () => void) => {
      const span = request.raw[spanOf]
      if (span) {
        span.appRequest = request
        span.route = request.routeOptions?.url
      }
      done()
    })
    fastify.addHook('onError', (request, _reply, error: unknown, done: () => void) => {
      recordThrown(request.raw, error)
      done()
    })
  })
}
