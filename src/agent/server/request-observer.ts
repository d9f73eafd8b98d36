import { shared } from '../shared.ts'

/**
 * What the requests of one kind share: one object per combination of method, route, status and so on, made at the first
 * such request. Whoever counts requests keeps its series on the template, so that nothing is hashed per request.
 */
export type RequestTemplate = {
  /** One of the known methods, else `_OTHER`. */
  readonly method: string
  /** `http.route`; undefined when the framework named none. */
  readonly route: string | undefined
  /** `http.response.status_code`; 0 when no response was begun. */
  readonly statusCode: number
  readonly scheme: 'http' | 'https'
  /** `network.protocol.version`. */
  readonly protocolVersion: string
  /** `error.type`: the status as text for 5xx, the name of an exception, or undefined. */
  readonly errorType: string | undefined
  /** Place for the observer's own data of this template. */
  series: unknown
}

/** What requests in flight share: one object per method and scheme. */
export type ActiveTemplate = {
  readonly method: string
  readonly scheme: 'http' | 'https'
  /** Place for the observer's own data of this template. */
  series: unknown
}

/**
 * Answers and connections that stay open for as long as both sides like: server-sent events, parts that replace one another (cameras), WebSockets,
 * other upgrades, tunnels of CONNECT.
 */
export type StreamKind = 'sse' | 'multipart' | 'websocket' | 'upgrade' | 'tunnel'

/** Ids of a span. */
export type SpanIds = {
  /** 32 hexadecimal digits. */
  readonly traceId: string
  /** 16 hexadecimal digits. */
  readonly spanId: string
  readonly sampled: boolean
}

/** Hears of every server request, also of those that are not sampled. Must be quick and must not throw. */
export type RequestObserver = {
  requestStarted(active: ActiveTemplate): void
  /**
   * Follows each `requestStarted` once. `seconds` is the time from the request's head to the response's end; undefined for a stream, whose
   * life is no latency.
   */
  requestEnded(active: ActiveTemplate, template: RequestTemplate, seconds: number | undefined, ids: SpanIds): void
  streamOpened(kind: StreamKind): void
  /** Follows each `streamOpened` once. */
  streamClosed(kind: StreamKind): void
}

const state = shared<{ observer: RequestObserver | undefined }>('request observer', () => ({ observer: undefined }))

/** Sets the one observer (the metrics of the agent), or takes it away. */
export const observeRequests = (next: RequestObserver | undefined): void => {
  state.observer = next
}

/** The observer that is set now. */
export const requestObserver = (): RequestObserver | undefined => state.observer

/** Ids of the work that runs now, for log lines. */
export type CurrentIds = {
  /** 32 hexadecimal digits. */
  readonly traceId: string
  /** 16 hexadecimal digits. */
  readonly spanId: string
  /** W3C trace flags: 1 = sampled. */
  readonly traceFlags: number
  /** Id of the request; undefined outside of one, or when request ids are off. */
  readonly requestId: string | undefined
}
