import type { Config } from '../../config/schema.ts'
import type { Delivery } from '../delivery/delivery.ts'
import type { LogRecord } from '../logs/log-record.ts'
import type { Losses } from '../losses.ts'
import type { ReadableSpan, Resource } from '../open-telemetry/sdk-types.ts'
import type { RequestContext } from '../request-context.ts'
import type { ResourceAttributes } from '../resource.ts'
import type { ServerSpan } from '../server/server-span.ts'

/**
 * A sampled span that has ended: the agent's own plain record of a request, or a span of the OpenTelemetry SDK without
 * secrets.
 */
export type EndedSpan = ServerSpan | ReadableSpan

/**
 * The signals that a sink accepts, each at the moment when it occurs. None of these may throw or block. If a function
 * is missing, the sink does not accept the signal, and nothing is created for it.
 */
export type Signals = {
  readonly span?: ((span: EndedSpan) => void) | undefined
  readonly log?: ((record: LogRecord) => void) | undefined
  /** Usage events, which are log records with an event name. */
  readonly event?: ((event: LogRecord) => void) | undefined
  /** An error that a handler threw or that ended the process, with the request in which it happened. */
  readonly error?: ((error: unknown, request: RequestContext | undefined) => void) | undefined
}

/** Where signals go. */
export type Sink = Signals & {
  /** Whether `flush` has anything to do besides what the exporter holds. Not set: never. */
  pending?(): boolean
  /** Sends what is held; settles when it is sent or abandoned. */
  flush(): Promise<void>
  /** Releases all resources; later records are ignored. */
  close(): Promise<void>
  /**
   * Called while the process exits, when asynchronous code no longer runs: counts as lost what cannot be written
   * synchronously.
   */
  exit?(): void
}

/** What sinks need of the agent. */
export type SinkHost = {
  readonly config: Config
  readonly delivery: Delivery
  readonly losses: Losses
  readonly resourceAttributes: ResourceAttributes
  /** The same as an SDK resource. Created when first used, since it loads the package. */
  readonly resource: Resource
  warnOnce(code: string, sentence: string): void
}
