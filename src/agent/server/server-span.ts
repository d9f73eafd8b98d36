import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Attributes, Context, Span } from '@opentelemetry/api'
import { version } from '../../version.ts'
import { toEpoch } from '../clock.ts'
import type { RequestContext } from '../request-context.ts'
import type { Ignores } from '../sampling/ignore.ts'
import { isSampled } from '../sampling/sampling.ts'
import type { RequestObserver, StreamKind } from './request-observer.ts'
import type { ActiveTemplate, SpanTemplate } from './request-template.ts'
import { addEvent, createDetails, type DetailLimits, type SpanDetails } from './span-details.ts'

/** Where a trace came from: the `traceparent` header, checked. */
export type RemoteParent = {
  /** 32 hexadecimal digits. */
  readonly traceId: string
  /** 16 hexadecimal digits. */
  readonly spanId: string
  readonly sampled: boolean
  /** The `tracestate` header, unread. */
  readonly traceState: string | undefined
}

/** What is read of a request: Node's own of HTTP/1, ours of a stream of HTTP/2. */
export type ServedRequest = Pick<IncomingMessage, 'method' | 'url' | 'httpVersion'> & {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}
export type ServedResponse = Readonly<Pick<ServerResponse, 'headersSent' | 'statusCode'>>

/** Called with an error that a handler threw or that ended the process; `span` is the request in which it happened. */
export type ThrownListener = (error: unknown, span: ServerSpan | undefined) => void

/** Decides about the traces of requests when these have ended. */
export type RequestTail = {
  /** Whether traces that are not kept at the beginning may be kept at the end, so that their spans are recorded. */
  readonly recordsAll: boolean
  /** Takes the trace of a request that begins; the answer is kept with the span. */
  open(isKept: boolean, server: ServerSpan): object
  /** Takes a request that has ended. */
  end(span: ServerSpan): void
}

/** What the requests of an agent have in common. */
export type RequestWatch = {
  readonly observer: RequestObserver | undefined
  readonly limits: DetailLimits
  /** Decides about traces at their end; undefined when no rule does. */
  readonly tail?: RequestTail | undefined
  /** Requests that no metric counts, by what is known when they begin. */
  readonly ignoresMetrics?: Ignores | undefined
  /** The same, by all that is known when they have ended: their duration is not counted. */
  readonly ignoresMetricsLate?: Ignores | undefined
  /** Notifies all listeners. */
  readonly tellThrown: ThrownListener
  /** Finds user and session; undefined when nothing is set that could. */
  readonly identify: ((span: ServerSpan) => void) | undefined
}

/**
 * A request that is being served. A plain record, made once per request and filled in place: its bytes are written
 * when the response ends, and the faces that OpenTelemetry knows are made only when somebody asks.
 */
export type ServerSpan = {
  readonly watch: RequestWatch
  /** Undefined once it has ended: what outlives a request must not keep it and all that it references alive. */
  request: ServedRequest | undefined
  /** The same; undefined from the beginning for an upgrade. */
  response: ServedResponse | undefined
  /** As the client wrote it. */
  readonly method: string
  /** `baggage` header, where it is propagated. */
  readonly baggage: string | undefined
  /** `Host` header. */
  readonly host: string | undefined
  readonly hasBody: boolean
  /** The small record that log lines, events and calls take their ids from. */
  readonly ids: RequestContext
  readonly parent: RemoteParent | undefined
  /** `tracestate` of the span and its calls. */
  readonly traceState: string | undefined
  /** The trace that waits for this request to end; undefined when nothing is decided then. */
  waits: object | undefined
  readonly active: ActiveTemplate
  /** Milliseconds since the start of the process, as `performance.now()` counts. */
  readonly start: number
  /** `http.route` as reported by a framework. */
  route: string | undefined
  /** The framework's own context of the request, when the route is known only at its end (Koa). */
  routeSource: object | undefined
  /**
   * The framework's own request or context, where that is not Node's request: it holds what middleware has found out.
   */
  appRequest: object | undefined
  /** Where Express mounted the router that is at work: the part of the path it took, and the pattern of that. */
  mount: { readonly actual: string; readonly pattern: string } | undefined
  /** What the answer or the connection became when it stays open. */
  stream: StreamKind | undefined
  /** When the first byte of an answer that is a stream was written, as `start`. */
  firstByte: number | undefined
  /** What a handler threw last, to record it once. */
  thrown: unknown
  details: SpanDetails | undefined
  /** The OpenTelemetry context with this span in it. */
  context: Context | undefined
  /** The API's face of this span. */
  face: Span | undefined
  ended: boolean
  /** Set when it ended, as `start`. */
  end: number
  /** Path of the request without its query; set when it ended. */
  path: string
  /** Set when it ended. */
  template: SpanTemplate | undefined
}

/** Where a request keeps its span. */
export const spanOf: unique symbol = Symbol.for(`plainsight.span@${version}`)

declare module 'node:http' {
  interface IncomingMessage {
    [spanOf]?: ServerSpan
  }
}

/** Whether what is written on the span may be exported. */
export const isRecorded = ({ ids, waits }: ServerSpan): boolean => waits !== undefined || isSampled(ids)

/**
 * Releases what the span was made from: timers, sockets and caches that the app created during the request keep the
 * span.
 */
export const releaseRequest = (span: ServerSpan): void => {
  span.request = undefined
  span.response = undefined
  span.routeSource = undefined
  span.appRequest = undefined
  span.thrown = undefined
}

/** Releases what was written on the span, once it is encoded. Processors of the app may read its face later. */
export const releaseDetails = (span: ServerSpan): void => {
  if (span.face === undefined) span.details = undefined
}

/** The details of a span, made when they are missing. */
export const detailsOf = (span: ServerSpan): SpanDetails => {
  span.details ??= createDetails(span.watch.limits)
  return span.details
}

/** Records an exception that a handler threw. Whether the span is an error is decided by its status. */
export const recordException = (span: ServerSpan, error: unknown): void => {
  const details = detailsOf(span)
  const type = exceptionType(error)
  const message = error instanceof Error ? error.message : String(error)
  const attributes: Attributes = { 'exception.type': type, 'exception.message': message }
  if (error instanceof Error && error.stack) attributes['exception.stacktrace'] = error.stack
  addEvent(details, 'exception', toEpoch(performance.now()), attributes)
  details.errorType = type
}

const exceptionType = (error: unknown): string => {
  if (!(error instanceof Error)) return typeof error
  const { code } = error as NodeJS.ErrnoException
  return typeof code === 'string' && code ? code : error.name || 'Error'
}
