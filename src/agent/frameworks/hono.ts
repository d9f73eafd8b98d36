import type { AgentContext } from '../context.ts'
import { serverSpan } from '../current-request.ts'
import { hookEsModule } from '../modules/hook-es-module.ts'
import { hookModule } from '../modules/hook-module.ts'
import { recordThrown } from '../thrown.ts'

type Handler = (...args: unknown[]) => unknown
type Route = { readonly path: string; readonly method: string }
/** Result of Hono's routers: handlers in order, each with the route it was registered for. */
type Matched = readonly [readonly (readonly [[Handler, Route], unknown])[], ...unknown[]]
type Match = (this: unknown, method: string, path: string) => Matched
type Exports = { readonly Hono?: new () => { readonly router: object } }

/** Hono: the route that its router finds, and what the handler of the route throws. */
export const watchHono = (context: AgentContext): void => {
  const patch = (exports: Exports): void => {
    if (exports.Hono) watchRouter(Object.getPrototypeOf(new exports.Hono().router))
  }
  hookModule(context, 'hono', ({ exports }) => patch(exports as Exports))
  hookEsModule(context, 'hono', (namespace) => patch(namespace as Exports))
}

/**
 * After the first request, Hono's router replaces its own `match` by that of the router it selected: the setter wraps
 * that one too.
 */
const watchRouter = (prototype: object): void => {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, 'match')
  if (typeof descriptor?.value !== 'function') return
  const first = aroundMatch(descriptor.value as Match)
  Object.defineProperty(prototype, 'match', {
    configurable: true,
    get: () => first,
    set(this: object, chosen: Match) {
      Object.defineProperty(this, 'match', { value: aroundMatch(chosen), writable: true, configurable: true })
    },
  })
}

const aroundMatch = (original: Match): Match =>
  function (method, path) {
    const matched = original.call(this, method, path)
    const span = serverSpan()
    const entry = span && findRoute(matched)
    if (span && entry) {
      span.route = entry[0][1].path
      watchHandler(entry[0])
    }
    return matched
  }

/** The last handler registered for a method or a specific path: those before it are middleware. */
const findRoute = ([handlers]: Matched): Matched[0][number] | undefined =>
  handlers.findLast(([[, route]]) => route.method !== 'ALL' || !route.path.endsWith('*'))

const watched = new WeakSet<Handler>()

const watchHandler = (place: [Handler, Route]): void => {
  const handler = place[0]
  if (watched.has(handler)) return
  const replacement: Handler = (...args) => {
    const span = serverSpan()
    if (span !== undefined) span.appRequest = args[0] as object
    try {
      const result = handler(...args)
      return result instanceof Promise ? result.catch(rethrow) : result
    } catch (error) {
      return rethrow(error)
    }
  }
  watched.add(replacement)
  place[0] = replacement
}

const rethrow = (error: unknown): never => {
  recordThrown(undefined, error)
  throw error
}
