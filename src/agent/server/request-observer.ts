import type { RequestContext } from '../request-context.ts'
import type { ActiveTemplate, RequestTemplate } from './request-template.ts'

/**
 * Answers and connections that stay open for as long as both sides like: server-sent events, parts that replace one
 * another (cameras), WebSockets, other upgrades, tunnels of CONNECT.
 */
export type StreamKind = 'sse' | 'multipart' | 'websocket' | 'upgrade' | 'tunnel'

/** Observes every server request, sampled or not. Must be fast and must not throw. */
export type RequestObserver = {
  requestStarted(active: ActiveTemplate): void
  /**
   * Follows each `requestStarted` once. `seconds` is the time from the request's head to the response's end; undefined
   * for a stream, whose life is no latency.
   */
  requestEnded(
    active: ActiveTemplate,
    template: RequestTemplate,
    seconds: number | undefined,
    context: RequestContext,
  ): void
  streamOpened(kind: StreamKind): void
  /** Follows each `streamOpened` once. */
  streamClosed(kind: StreamKind): void
}
