import type { IncomingMessage } from 'node:http'

/**
 * What Express and similar frameworks set on a request: the route that matched, and where its router is mounted.
 */
type ExpressRequest = IncomingMessage & { route?: { path?: unknown }; baseUrl?: string; originalUrl?: string }

/** What a server span has that its route can be read from. */
type Routed = { readonly request: object | undefined; readonly routeSource: object | undefined }

/** `http.route` by what is known when the response has ended. */
export const lateRoute = ({ request, routeSource }: Routed): string | undefined =>
  routeSource === undefined
    ? request && expressRoute(request as ExpressRequest)
    : toRoutePath((routeSource as { readonly _matchedRoute?: unknown })._matchedRoute)

/** `http.route` of a request that Express answered; undefined when no route matched. */
const expressRoute = (request: ExpressRequest): string | undefined => {
  const { route } = request
  if (route === undefined || route === null) return undefined
  const path = toRoutePath(route.path)
  if (path === undefined) return undefined
  const mount = mountOf(request, path)
  return mount ? joinPaths(withoutIds(mount), path) : path
}

const partsOf = (path: string): string[] => path.split('/').filter(Boolean)

/** A route of which each part takes one part of the path. */
const plainPath = /^(?:\/:?[\w.-]+)+$/

/**
 * Where the router of a route is mounted. `baseUrl` says it until an error leaves the router: then it is what stands in
 * the path before the parts of the route, unless the app has rewritten the path.
 */
const mountOf = ({ baseUrl = '', url, originalUrl }: ExpressRequest, path: string): string => {
  if (originalUrl === undefined || baseUrl + url !== originalUrl || !plainPath.test(path)) return baseUrl
  const asked = partsOf(originalUrl.split('?', 1)[0] as string)
  const own = partsOf(path)
  const count = asked.length - own.length
  const fits = own.every((part, at) => part.startsWith(':') || part === asked[count + at])
  return fits && count > partsOf(baseUrl).length ? `/${asked.slice(0, count).join('/')}` : baseUrl
}

/** A part of a path that looks like an id or a value: it has a digit, is encoded or long. `v2` is a version. */
const looksLikeId = /^(?!v\d{1,2}$)(?=.*[\d%@]|.{33}).+$/

/** How the routers of a bundled Express are mounted is unknown: an actual path must not become a route. */
const withoutIds = (baseUrl: string): string =>
  baseUrl
    .split('/')
    .map((part) => (looksLikeId.test(part) ? '*' : part))
    .join('/')

const everyPath = /^\/?(?:\*\w*|\(\.\*\)|\{\*\w+\}|\{\w+\*\}|:\w+[*+]|:\w+\(\.\*\))$/

/**
 * A route that matches every path is useless: the frameworks that are mounted below it (React Router, Astro) know
 * better or nothing.
 */
export const takesEveryPath = (route: string | undefined): boolean => route !== undefined && everyPath.test(route)

/** A path may be a text, a regular expression, or a list of these. */
export const toRoutePath = (path: unknown): string | undefined => {
  if (typeof path === 'string') return path
  if (path instanceof RegExp) return path.toString()
  return Array.isArray(path) ? path.map(toRoutePath).join('|') : undefined
}

/** `/api` and `/` are `/api`; a mount point ends without a slash; nothing and nothing are `/`. */
export const joinPaths = (base: string, path: string): string => {
  if (path === '/' || path === '') return base === '' ? '/' : base
  return base.endsWith('/') ? base.slice(0, -1) + path : base + path
}
