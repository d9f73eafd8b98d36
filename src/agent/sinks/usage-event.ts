/**
 * A usage event as plain, JSON-serializable data without secrets: what event sinks receive, and what the `http` sink
 * sends. Unknown fields are omitted.
 */
export type UsageEvent = {
  /** UUID, version 7: the same in every sink and every attempt to send, so that a receiver can drop duplicates. */
  readonly id: string
  /** Name of the event: `resource.action`. */
  readonly event: string
  /** ISO 8601, UTC, with milliseconds. */
  readonly time: string
  /** Id of the signed-in user. */
  readonly user?: string
  readonly session?: string
  /** The service that recorded the event. */
  readonly app: { readonly name: string; readonly version?: string; readonly environment?: string }
  /** Path of the request, without its query. */
  readonly path?: string
  /** The page that the request came from: origin and path, without its query. */
  readonly referrer?: string
  /** 32 hexadecimal digits. */
  readonly traceId?: string
  /** 16 hexadecimal digits. */
  readonly spanId?: string
  readonly properties: Readonly<Record<string, unknown>>
}
