import type { IncomingMessage } from 'node:http'
import { hookModule } from '../modules/hook-module.ts'
import { joinPaths, toRoutePath } from '../server/routes.ts'
import { type ServerSpan, spanOf } from '../server/server-span.ts'
import { patchMethod } from './patch-method.ts'
import { recordThrown } from './thrown.ts'

type ExpressRequest = IncomingMessage & { baseUrl?: string }
type Next = (error?: unknown) => void
type Layer = Record<string, unknown> & { readonly path?: string }
type Dispatch = (this: { path: unknown }, request: ExpressRequest, response: unknown, done: Next) => void
type HandleError = (this: unknown, error: unknown, request: ExpressRequest, response: unknown, next: Next) => void
type Handle = (this: Layer, request: ExpressRequest, response: unknown, next: Next) => void
type Use = (this: { stack?: Layer[] }, path: unknown, ...rest: unknown[]) => unknown

type Exports = {
  readonly Route?: { new (path: string): { all(handler: () => void): { stack: readonly object[] } }; prototype: object }
  readonly Router?: { readonly prototype?: object }
}

/** Express 4 and 5: the route that matched, also below mounted routers, and what handlers throw. */
export const watchExpress = (): void => {
  hookModule('express', ({ exports }) => {
    const { Route, Router } = exports as Exports
    if (!Route) return
    patchMethod(Route.prototype, 'dispatch', (original) => aroundDispatch(original as Dispatch) as typeof original)
    const layer = Object.getPrototypeOf(new Route('/').all(() => undefined).stack[0])
    // Express 4 writes the names with an underscore.
    for (const name of ['handleError', 'handle_error']) {
      patchMethod(layer, name, (original) => aroundHandleError(original as HandleError) as typeof original)
    }
    // The router of Express 4 is a function with its methods on itself.
    const router = Router?.prototype && 'use' in Router.prototype ? Router.prototype : Router
    patchMethod(router, 'use', (original) => aroundUse(original as Use) as typeof original)
  })
}

const aroundDispatch = (original: Dispatch): Dispatch =>
  function (request, response, done) {
    const span = request[spanOf]
    if (span === undefined) return original.call(this, request, response, done)
    const path = toRoutePath(this.path)
    if (path !== undefined) span.route = joinPaths(toMountPattern(span, request.baseUrl ?? ''), path)
    return original.call(this, request, response, (error) => {
      // `next('route')` and `next('router')` are ways on, not errors.
      if (error && error !== 'route' && error !== 'router') recordThrown(request, error)
      done(error)
    })
  }

const aroundHandleError = (original: HandleError): HandleError =>
  function (error, request, response, next) {
    recordThrown(request, error)
    return original.call(this, error, request, response, next)
  }

const hasParameters = /[:*{(]/

/** Routers mounted under a path with parameters: their requests know the actual path only, the pattern is known here. */
const aroundUse = (original: Use): Use =>
  function (path, ...rest) {
    const before = this.stack?.length ?? 0
    const result = original.call(this, path, ...rest)
    if (typeof path !== 'string' || !hasParameters.test(path)) return result
    for (const layer of this.stack?.slice(before) ?? []) {
      for (const name of ['handleRequest', 'handle_request']) keepPattern(layer, name, path)
    }
    return result
  }

const keepPattern = (layer: Layer, name: string, path: string): void => {
  const original = layer[name] as Handle | undefined
  if (typeof original !== 'function') return
  layer[name] = function (this: Layer, request: ExpressRequest, response: unknown, next: Next): void {
    const span = request[spanOf]
    const actual = request.baseUrl ?? ''
    if (span && typeof this.path === 'string') {
      const above = actual.slice(0, actual.length - this.path.length)
      span.mount = { actual, pattern: joinPaths(toMountPattern(span, above), path) }
    }
    original.call(this, request, response, next)
  }
}

const toMountPattern = ({ mount }: ServerSpan, base: string): string =>
  mount && base.startsWith(mount.actual) ? mount.pattern + base.slice(mount.actual.length) : base
