import type { SpanProcessor } from './open-telemetry/sdk-types.ts'
import type { RequestContext } from './request-context.ts'
import type { EventSink } from './sinks/event-sink.ts'

/** What `start()` takes beside settings: functions and objects of the app, which no environment variable can hold. */
export type Extensions = {
  /** Span processors: they see every span, those of requests included. */
  readonly spanProcessors?: readonly SpanProcessor[] | undefined
  /** Further places where usage events go, beside those that `eventsTo` names. */
  readonly eventSinks?: readonly EventSink[] | undefined
  /** Hears of each error that a handler throws or that ends the process, with the ids of its request. */
  readonly onError?: ((error: unknown, request: Readonly<RequestContext> | undefined) => void) | undefined
}

/** Each extension, and what it must be: the type makes sure that none is missing here. */
const kinds: Readonly<Record<keyof Extensions, 'function' | 'array'>> = {
  spanProcessors: 'array',
  eventSinks: 'array',
  onError: 'function',
}

export const isExtension = (name: string): name is keyof Extensions => Object.hasOwn(kinds, name)

/** What is wrong with the value of an extension; undefined when nothing is. Callers in JavaScript may give anything. */
export const faultOf = (name: keyof Extensions, value: unknown): string | undefined => {
  const isRight = kinds[name] === 'array' ? Array.isArray(value) : typeof value === 'function'
  const wanted = kinds[name] === 'array' ? 'an array' : 'a function'
  return isRight ? undefined : `start() ignores ${name}: it must be ${wanted}`
}
