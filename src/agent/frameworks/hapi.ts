import type { IncomingMessage } from 'node:http'
import type { AgentContext } from '../context.ts'
import { hookModule } from '../modules/hook-module.ts'
import { spanOf } from '../server/server-span.ts'
import { recordThrown } from '../thrown.ts'

type Request = {
  readonly raw: { readonly req: IncomingMessage }
  readonly route: { readonly path: string; readonly method: string }
  readonly response: unknown
}
type Toolkit = { readonly continue: unknown }
type Server = { ext(event: string, method: (request: Request, toolkit: Toolkit) => unknown): void }
type Factory = (...args: unknown[]) => Server

/** Hapi's internal route for requests that match no other. */
const noRoute = '_special'

/** Hapi: the route once it is known, before any authorization; errors from the response. */
export const watchHapi = (context: AgentContext): void => {
  hookModule(context, '@hapi/hapi', ({ exports }) => {
    const factories = exports as Record<string, Factory>
    for (const name of ['server', 'Server']) {
      const factory = factories[name]
      if (factory) factories[name] = aroundFactory(factory)
    }
  })
}

/** Called with and without `new`. */
const aroundFactory = (factory: Factory): Factory =>
  new Proxy(factory, {
    apply: (target, self, args) => watchServer(Reflect.apply(target, self, args)),
    construct: (target, args) => watchServer(Reflect.construct(target, args)),
  })

const watchServer = (server: Server): Server => {
  server.ext('onPreAuth', (request, toolkit) => {
    const span = request.raw.req[spanOf]
    if (span) {
      span.appRequest = request
      if (request.route.method !== noRoute) span.route = request.route.path
    }
    return toolkit.continue
  })
  server.ext('onPreResponse', (request, toolkit) => {
    if (request.response instanceof Error) recordThrown(request.raw.req, request.response)
    return toolkit.continue
  })
  return server
}
