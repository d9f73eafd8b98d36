import type { IncomingMessage } from 'node:http'
import type { AgentContext } from '../context.ts'
import { hookModule } from '../modules/hook-module.ts'
import { joinPaths, toRoutePath } from '../server/routes.ts'
import { spanOf } from '../server/server-span.ts'
import { recordThrown } from '../thrown.ts'
import { aroundUse, toMountPattern } from './express-mounts.ts'
import { patchMethod } from './patch-method.ts'

type ExpressRequest = IncomingMessage & { baseUrl?: string }
type Next = (error?: unknown) => void
type Dispatch = (this: { path: unknown }, request: ExpressRequest, response: unknown, done: Next) => void
type HandleError = (this: unknown, error: unknown, request: ExpressRequest, response: unknown, next: Next) => void

type Exports = {
  readonly Route?: { new (path: string): { all(handler: () => void): { stack: readonly object[] } }; prototype: object }
  readonly Router?: { readonly prototype?: object }
}

/** Express 4 and 5: the route that matched, including mounted routers, and what handlers throw. */
export const watchExpress = (context: AgentContext): void => {
  hookModule(context, 'express', ({ exports }) => {
    const { Route, Router } = exports as Exports
    if (!Route) return
    patchMethod(Route.prototype, 'dispatch', (original) => aroundDispatch(original as Dispatch) as typeof original)
    const layer = Object.getPrototypeOf(new Route('/').all(() => undefined).stack[0])
    // Express 4 uses names with an underscore.
    for (const name of ['handleError', 'handle_error']) {
      patchMethod(layer, name, (original) => aroundHandleError(original as HandleError) as typeof original)
    }
    // The router of Express 4 is a function with its methods on itself.
    const router = Router?.prototype && 'use' in Router.prototype ? Router.prototype : Router
    patchMethod(router, 'use', (original) => aroundUse(original as Parameters<typeof aroundUse>[0]) as typeof original)
  })
}

const aroundDispatch = (original: Dispatch): Dispatch =>
  function (request, response, done) {
    const span = request[spanOf]
    if (span === undefined) return original.call(this, request, response, done)
    const path = toRoutePath(this.path)
    if (path !== undefined) span.route = joinPaths(toMountPattern(span, request.baseUrl ?? ''), path)
    return original.call(this, request, response, (error) => {
      // `next('route')` and `next('router')` are control flow, not errors.
      if (error && error !== 'route' && error !== 'router') recordThrown(request, error)
      done(error)
    })
  }

const aroundHandleError = (original: HandleError): HandleError =>
  function (error, request, response, next) {
    recordThrown(request, error)
    return original.call(this, error, request, response, next)
  }
