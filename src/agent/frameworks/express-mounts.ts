import type { IncomingMessage } from 'node:http'
import { joinPaths, toRoutePath } from '../server/routes.ts'
import { type ServerSpan, spanOf } from '../server/server-span.ts'

type MountedRequest = IncomingMessage & { readonly baseUrl?: string }
type Next = (error?: unknown) => void
type Handle = (this: Layer, request: MountedRequest, response: unknown, next: Next) => void
type MountPath = string | RegExp

/** What Express stores for each `use`. */
type Layer = Record<string, unknown> & { match(path: string): unknown }
type LayerClass = new (path: MountPath, options: object, handler: () => void) => Layer

type Use = (this: { readonly stack?: Layer[] }, path: unknown, ...rest: unknown[]) => unknown

/** Pattern of a mount for the part of the URL that it has consumed. */
type ToPattern = (taken: string) => string

/**
 * Records where routers, sub-apps and middleware are mounted: a request inside them only has the actual path,
 * `/users/7`. The pattern, `/users/:id`, is known here.
 */
export const aroundUse = (original: Use): Use =>
  function (path, ...rest) {
    const before = this.stack?.length ?? 0
    const result = original.call(this, path, ...rest)
    const paths = toMountPaths(path)
    if (paths.length > 0) for (const layer of this.stack?.slice(before) ?? []) watchMount(layer, paths)
    return result
  }

/** Empty for what is mounted at the root, which consumes no part of the URL. */
const toMountPaths = (path: unknown): readonly MountPath[] => {
  const paths: readonly unknown[] = Array.isArray(path) ? path.flat(Number.POSITIVE_INFINITY) : [path]
  return paths.every(isMountPath) && paths.some((one) => one !== '/') ? paths : []
}

const isMountPath = (path: unknown): path is MountPath => typeof path === 'string' || path instanceof RegExp

const watchMount = (layer: Layer, paths: readonly MountPath[]): void => {
  const toPattern = createToPattern(layer, paths)
  for (const name of ['handleRequest', 'handle_request']) {
    const original = layer[name] as Handle | undefined
    if (typeof original === 'function') layer[name] = aroundMount(original, toPattern)
  }
}

/** With several paths, each is tried, as Express itself does, to find the one that matches. */
const createToPattern = (layer: Layer, paths: readonly MountPath[]): ToPattern => {
  const patterns = paths.map((path) => toRoutePath(path) ?? '')
  if (patterns.length === 1) return () => patterns[0]!
  const Layer = layer.constructor as unknown as LayerClass
  const layers = paths.map((path) => new Layer(path, { sensitive: false, strict: false, end: false }, () => undefined))
  return (taken) => patterns[layers.findIndex((one) => one.match(taken))] ?? patterns.join('|')
}

const aroundMount = (original: Handle, toPattern: ToPattern): Handle =>
  function (request, response, next) {
    const span = request[spanOf]
    const above = span?.mount
    const actual = request.baseUrl ?? ''
    const taken = actual.slice(above?.actual.length ?? 0)
    if (span === undefined || taken === '') return original.call(this, request, response, next)
    span.mount = { actual, pattern: joinPaths(above?.pattern ?? '', toPattern(taken)) }
    return original.call(this, request, response, (error) => {
      span.mount = above
      next(error)
    })
  }

/** Pattern of the path at which the current router is mounted. */
export const toMountPattern = ({ mount }: ServerSpan, base: string): string =>
  mount?.actual === base ? mount.pattern : base
