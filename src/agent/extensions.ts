import type { SpanProcessor } from './open-telemetry/sdk-types.ts'
import type { RequestContext } from './request-context.ts'
import type { IgnoreFunction } from './sampling/ignore.ts'
import type { EventSink } from './sinks/event-sink.ts'
import type { ProvidedUser } from './users/user.ts'

/** Each framework has its own type of a request, and they have nothing in common. */
// biome-ignore lint/suspicious/noExplicitAny: so that a function for the request of any framework is accepted.
export type AnyRequest = any

/** What `start()` takes beside settings: functions and objects of the app, which no environment variable can hold. */
export type Extensions = {
  /** Span processors: they see every span, those of requests included. */
  readonly spanProcessors?: readonly SpanProcessor[] | undefined
  /** Further places where usage events go, beside those that `eventsTo` names. */
  readonly eventSinks?: readonly EventSink[] | undefined
  /**
   * Who makes a request: called with the request of the framework (Express, Fastify, Koa's context, Hono's context …)
   * when it writes a log line or an event, and after its response, until it answers an id. It answers at once, from
   * what the app has verified; what needs waiting calls `setUser()`.
   */
  readonly user?: ((request: AnyRequest) => ProvidedUser) | undefined
  /** The session of a request, in the same way: an id that opens nothing, not the one in a cookie. */
  readonly session?: ((request: AnyRequest) => string | number | null | undefined) | undefined
  /**
   * Leaves out what `PLAINSIGHT_IGNORE_*` cannot describe: it is called for each request (`traces`, `metrics`), log
   * record and event, and `true` leaves that one out. It must be quick.
   */
  readonly ignore?: IgnoreFunction | undefined
  /** Hears of each error that a handler throws or that ends the process, with the ids of its request. */
  readonly onError?: ((error: unknown, request: Readonly<RequestContext> | undefined) => void) | undefined
}

/** Each extension, and what it must be: the type makes sure that none is missing here. */
const kinds: Readonly<Record<keyof Extensions, 'function' | 'array'>> = {
  spanProcessors: 'array',
  eventSinks: 'array',
  ignore: 'function',
  onError: 'function',
  user: 'function',
  session: 'function',
}

export const isExtension = (name: string): name is keyof Extensions => Object.hasOwn(kinds, name)

/** What is wrong with the value of an extension; undefined when nothing is. Callers in JavaScript may give anything. */
export const faultOf = (name: keyof Extensions, value: unknown): string | undefined => {
  const isRight = kinds[name] === 'array' ? Array.isArray(value) : typeof value === 'function'
  const wanted = kinds[name] === 'array' ? 'an array' : 'a function'
  return isRight ? undefined : `start() ignores ${name}: it must be ${wanted}`
}
