import type { IncomingMessage, ServerResponse } from 'node:http'
import { agentOptions } from '../../config/agent-options.ts'
import { runningAgent } from '../running.ts'
import { say } from '../warn.ts'
import { type FetchContext, toFetchAnswer } from './fetch-adapter.ts'
import { createMount, type Mount } from './mount.ts'
import { answerNode } from './node-adapter.ts'
import { isPattern } from './posted-events.ts'

export type MiddlewareOptions = {
  /** Path under which it answers. Default: `PLAINSIGHT_MOUNT_PATH`, else `/_plainsight`. */
  readonly path?: string | undefined
  /**
   * Usage events that pages of this site may post: names, or beginnings of names followed by `*`. Default:
   * `PLAINSIGHT_MOUNT_EVENTS`, else none.
   */
  readonly events?: readonly string[] | undefined
}

type KoaContext = {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly request: { readonly body?: unknown }
  respond?: boolean | undefined
}
type FastifyRequest = { readonly raw: IncomingMessage }
type FastifyReply = { readonly raw: ServerResponse; hijack(): unknown }

/** One function for every framework. */
export type PlainsightMiddleware = {
  /** Express, `node:http`, and everything like connect: true when it answers the request. */
  (request: IncomingMessage, response: ServerResponse, next?: (error?: unknown) => void): boolean
  /** Fastify: `app.addHook('onRequest', ...)`. */
  (request: FastifyRequest, reply: FastifyReply, done: () => void): void
  /** Koa. */
  (context: KoaContext, next: () => Promise<unknown>): Promise<unknown>
  /** Hono. */
  (context: FetchContext, next: () => Promise<void>): Promise<Response | undefined>
}

/**
 * Answers requests under one path of the app's own origin (`PLAINSIGHT_MOUNT_PATH`): whether the agent records
 * (`GET /_plainsight/health`), and usage events that pages post (`POST /_plainsight/events`), of those names that
 * `events` lists. `app.use(plainsightMiddleware())`, before body parsers. Whatever else is asked there does not exist.
 */
export const plainsightMiddleware = (options: MiddlewareOptions = {}): PlainsightMiddleware => {
  let opened: Opened | undefined
  const open = (): Opened => {
    opened ??= openMount(options)
    return opened
  }
  const middleware = (first: object, second: unknown, third?: unknown): unknown => {
    const { path, mount } = open()
    const below = (url: string): string | undefined => toPathBelow(path, url)
    if (isFetchContext(first)) return toFetchAnswer(first, below, mount, second as () => Promise<void>)
    if (isKoaContext(first)) {
      if (answerNode({ ...toNode(first), below, mount })) {
        first.respond = false
        return undefined
      }
      return (second as () => Promise<unknown>)()
    }
    if (isFastifyRequest(first)) {
      const reply = second as FastifyReply
      const isOurs = answerNode({ request: first.raw, response: reply.raw, below, mount, begin: () => reply.hijack() })
      if (!isOurs) (third as () => void)()
      return undefined
    }
    const isOurs = answerNode({ request: first as IncomingMessage, response: second as ServerResponse, below, mount })
    if (!isOurs) (third as (() => void) | undefined)?.()
    return isOurs
  }
  return middleware as PlainsightMiddleware
}

type Opened = { readonly path: string; readonly mount: Mount }

/** With the first request, when the agent runs if it ever will. */
const openMount = ({ path, events }: MiddlewareOptions): Opened => {
  const settings = runningAgent()?.settings?.().config.agent
  return {
    path: (path ?? settings?.mountPath ?? agentOptions.mountPath.default).replace(/\/+$/, ''),
    mount: createMount(toPatterns(events ?? settings?.mountEvents ?? agentOptions.mountEvents.default)),
  }
}

const toPatterns = (names: readonly string[]): readonly string[] =>
  names.filter((name) => {
    if (isPattern(name)) return true
    say(`plainsightMiddleware() ignores ${JSON.stringify(name)}: events are listed as cart.opened or cart.*`)
    return false
  })

/** What follows the mounted path, without the query; undefined for requests of the app. */
const toPathBelow = (path: string, url: string): string | undefined => {
  const [whole = ''] = url.split(/[?#]/, 1)
  return whole === path || whole.startsWith(`${path}/`) ? whole.slice(path.length) : undefined
}

/** Koa keeps what a body parser made on its own request. */
const toNode = ({
  req,
  res,
  request,
}: KoaContext): { request: IncomingMessage; response: ServerResponse; parsed?: unknown } => ({
  request: req,
  response: res,
  parsed: request.body,
})

/** Told by its headers: to name the class would make Node load all of `fetch`. */
const isFetchContext = (value: object): value is FetchContext =>
  typeof (value as Partial<FetchContext>).req?.raw?.headers?.get === 'function'

const isKoaContext = (value: object): value is KoaContext => 'req' in value && 'res' in value && 'request' in value

const isFastifyRequest = (value: object): value is FastifyRequest => 'raw' in value
