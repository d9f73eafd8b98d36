import type { Resource } from '@opentelemetry/resources'
import type { Config } from '../config/schema.ts'
import type { Signal } from '../model.ts'
import type { ProtobufWriter } from './otlp/protobuf-writer.ts'

/** What the parts of a running agent share. Made once in `start.ts`, handed to each part. */
export type AgentContext = {
  readonly config: Config
  /** Who sends, as the SDK knows it. Made when first asked for, since it loads the package. */
  readonly resource: Resource
  /** Who sends, as plain data. */
  readonly resourceAttributes: Readonly<Record<string, string | number>>
  /** Says something on stderr, once per code and process. The agent never writes anywhere else unasked. */
  warnOnce(code: string, sentence: string): void
  /** Counts records that were dropped, and says how many: at once, then for each minute that it goes on. */
  countLost(signal: Signal, records: number, reason: string): void
  /** Says what was counted and not said yet. */
  reportLost(): void
  /** Runs when the process is about to end, and again when it has gone on after that; must settle by itself. */
  onShutdown(step: () => Promise<void> | void): void
  /** The one queue of a signal, opened when first asked for. */
  queueOf(signal: 'traces' | 'logs'): OtlpQueue
  /** Sends one export request, in parts that follow one another, once and outside of the queues; never throws. Metrics go this way. */
  post(signal: Signal, parts: readonly Uint8Array[]): Promise<SendResult>
}

/** How one attempt to send ended. */
export type SendResult =
  | { readonly kind: 'sent'; readonly body: Buffer }
  /** The receiver is away or busy: worth another try, after `retryAfter` ms when it said so. */
  | { readonly kind: 'retry'; readonly retryAfter: number | undefined; readonly reason: string }
  /** The process ends, or seems to: worth another try. */
  | { readonly kind: 'given up' }
  /** The receiver will never take it. */
  | { readonly kind: 'refused'; readonly reason: string }

/** An export request that was not acknowledged. */
export type Unsent = {
  readonly signal: Signal
  readonly records: number
  readonly body: Buffer
  /** How the last attempt failed, if there was one. */
  readonly failure: string | undefined
}

/** A queue of encoded OTLP records of one signal, bounded in bytes, sent in batches with retries. Wakes at the first record. */
export type OtlpQueue = {
  readonly signal: Signal
  /**
   * Takes a record under an instrumentation scope: `encode` writes the fields of its `Span` or `LogRecord` message right to where they are sent
   * from. Never waits; when the queue is full the oldest records are dropped and counted. Throws what `encode` throws, and then holds nothing of
   * the record. What is recorded while `encode` runs (a getter of the app that logs) is passed over.
   */
  write<T>(scope: OtlpScope, encode: Encode<T>, record: T): void
  /** Sends all that is held; settles when sent or given up, at the latest after the export timeout. */
  flush(): Promise<void>
}

/** Writes the fields of one record. */
export type Encode<T> = (writer: ProtobufWriter, record: T) => void

export type OtlpScope = { readonly name: string; readonly version?: string }
