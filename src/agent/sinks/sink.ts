import type { Config } from '../../config/schema.ts'
import type { Delivery } from '../delivery/delivery.ts'
import type { LogRecord } from '../logs/log-record.ts'
import type { Losses } from '../losses.ts'
import type { ReadableSpan, Resource } from '../open-telemetry/sdk-types.ts'
import type { RequestContext } from '../request-context.ts'
import type { ResourceAttributes } from '../resource.ts'
import type { ServerSpan } from '../server/server-span.ts'

/** A sampled span that has ended: a request's own plain record, or a span of the OpenTelemetry SDK without secrets. */
export type EndedSpan = ServerSpan | ReadableSpan

/**
 * What a sink takes, each signal at the moment when it happens. None of these may throw or wait. A function that is
 * missing says that the signal is not wanted: then nothing is made for it.
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
  /** Whether `flush` has something to do beside what the exporter holds. Not given: it never has. */
  pending?(): boolean
  /** Sends what is held; settles when sent or given up. */
  flush(): Promise<void>
  /** Releases everything; later records are ignored. */
  close(): Promise<void>
  /** The process exits, and nothing asynchronous runs any more: counts as lost what cannot be written at once. */
  exit?(): void
}

/** What sinks need of the agent. */
export type SinkHost = {
  readonly config: Config
  readonly delivery: Delivery
  readonly losses: Losses
  readonly resourceAttributes: ResourceAttributes
  /** The same as the SDK has it. Made when first used, since it loads the package. */
  readonly resource: Resource
  warnOnce(code: string, sentence: string): void
}
