/**
 * What the requests of one kind share: one object per combination of method, route, status and so on, made at the first
 * such request. The request metrics keep their series on the template, so that nothing is hashed per request.
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

/** A template with everything of the span that repeats. */
export type SpanTemplate = RequestTemplate & {
  readonly name: string
  readonly attributes: Readonly<Record<string, string | number>>
  /** Whether the span is an error by convention. */
  readonly failed: boolean
  /** Name, kind, attributes and status, in the bytes of a `Span` message. */
  readonly bytes: Buffer
}

/** What requests in flight share: one object per method and scheme. */
export type ActiveTemplate = {
  readonly method: string
  readonly scheme: 'http' | 'https'
  /** Place for the observer's own data of this template. */
  series: unknown
}
