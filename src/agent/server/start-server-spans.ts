import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { AgentContext } from '../context.ts'
import { storage } from '../storage.ts'
import { createBeginSpan, keepContextInBody } from './begin.ts'
import { createConnections } from './connections.ts'
import { createEndSpan, type SpanListener } from './end.ts'
import type { BeginStream } from './http2.ts'
import { watchHttp2 } from './http2.ts'
import { createHttp2Streams } from './http2-streams.ts'
import { isIgnoredServer } from './ignored-servers.ts'
import { toIdHeader } from './request-head.ts'
import type { RequestObserver } from './request-observer.ts'
import { type RequestWatch, type ServerSpan, spanOf } from './server-span.ts'
import { toSpanLimits } from './span-details.ts'
import { watchUpgrades } from './upgrades.ts'

/** What Node publishes for each request. @see https://nodejs.org/api/diagnostics_channel.html#http */
type RequestMessage = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly socket: Socket
  readonly server: Server
}

export type ServerSpans = {
  /** Ends the spans of requests that are still being served: the process stops. */
  endOpen(): void
  /** Ends the span of a request whose response has its status, but has not left yet. */
  endEarly(request: IncomingMessage): void
}

/** Other observers of requests. */
export type ServerSpanListeners = {
  readonly observer?: RequestObserver | undefined
  /** Called with each request before the app. */
  readonly started?: ((span: ServerSpan) => void) | undefined
  readonly ended?: readonly SpanListener[]
  readonly identify?: RequestWatch['identify']
}

/** Watches every `http` and `https` server of this process. */
export const startServerSpans = (
  context: AgentContext,
  { observer, started, ended = [], identify }: ServerSpanListeners,
): ServerSpans => {
  const { config, sampling, thrown, ignore } = context
  const watch: RequestWatch = {
    observer,
    limits: toSpanLimits(config),
    tellThrown: thrown.tell,
    identify,
    tail: context.tail,
    ignoresMetrics: ignore.metrics.early,
    ignoresMetricsLate: ignore.metrics.late,
  }
  const beginSpan = createBeginSpan(config, sampling, watch)
  const endSpan = createEndSpan(context.sinks.span, ended)
  const connections = createConnections(endSpan)
  const announce = (span: ServerSpan): void => {
    span.watch.observer?.requestStarted(span.active)
    started?.(span)
  }
  const open = (request: IncomingMessage, response: ServerResponse | undefined, socket: Socket): ServerSpan => {
    const span = beginSpan(request, response, request.rawHeaders, socket as TLSSocket)
    request[spanOf] = span
    connections.opened(span, socket)
    announce(span)
    return span
  }
  const began = ({ request, response, socket, server }: RequestMessage): void => {
    if (isIgnoredServer(server)) return
    const span = open(request, response, socket)
    storage.enterWith(span)
    keepContextInBody(span)
  }
  const finished = ({ request, socket }: RequestMessage): void => {
    const span = request[spanOf]
    if (span === undefined) return
    endSpan(span)
    connections.ended(span, socket)
  }
  subscribe('http.server.request.start', guarded(context, began))
  subscribe('http.server.response.finish', guarded(context, finished))
  const upgrades = watchUpgrades({
    began: (request) => open(request, undefined, request.socket),
    answered: (span, status) => endSpan(span, status === 0 ? 'aborted' : status),
  })
  const streams = createHttp2Streams(beginSpan, endSpan, announce)
  watchHttp2(toIdHeader(config), guardedStream(context, streams.begin), upgrades)
  return {
    endOpen: () => {
      for (const span of [...connections.open(), ...streams.open()]) endSpan(span, 'process_exit')
    },
    endEarly: (request) => {
      const span = request[spanOf]
      if (span !== undefined) endSpan(span)
    },
  }
}

const guardedStream =
  (context: AgentContext, begin: BeginStream): BeginStream =>
  (...stream) => {
    try {
      return begin(...stream)
    } catch (error) {
      context.warnOnce('server-span', `a request could not be traced: ${(error as Error)?.message}`)
      return undefined
    }
  }

/** What a subscriber throws would reach the app as an uncaught exception. */
const guarded =
  (context: AgentContext, handle: (message: RequestMessage) => void) =>
  (message: unknown): void => {
    try {
      handle(message as RequestMessage)
    } catch (error) {
      context.warnOnce('server-span', `a request could not be traced: ${(error as Error)?.message}`)
    }
  }
