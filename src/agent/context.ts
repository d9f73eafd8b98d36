import type { Config } from '../config/schema.ts'
import type { Losses } from './losses.ts'
import type { Resource } from './open-telemetry/sdk-types.ts'
import type { OtlpExporter } from './otlp/exporter.ts'
import type { ResourceAttributes } from './resource.ts'
import type { Ignore } from './sampling/ignore.ts'
import type { Tail } from './sampling/local-trace.ts'
import type { Sampling } from './sampling/sampling.ts'
import type { Sink } from './sinks/sink.ts'
import type { Thrown } from './thrown.ts'

/** What the parts of a running agent share. Made once in `create-context.ts`, handed to each part. */
export type AgentContext = {
  readonly config: Config
  /** Service, host and process, as the SDK has them. Made when first used, since it loads the package. */
  readonly resource: Resource
  /** The same as plain data. */
  readonly resourceAttributes: ResourceAttributes
  /** Writes a warning to stderr, once per code and process. The agent never writes anywhere else by itself. */
  warnOnce(code: string, sentence: string): void
  /** Counts records that were dropped, and warns of them. */
  readonly losses: Losses
  /** Which traces are kept. */
  readonly sampling: Sampling
  /** Decides about traces at their end; undefined when no rule does. */
  readonly tail: Tail | undefined
  /** What is left out. Log records and events are sorted out before the sinks. */
  readonly ignore: Ignore
  /** Where spans, log records, events and errors go. */
  readonly sinks: Omit<Sink, 'close'>
  /** Errors that the app throws. */
  readonly thrown: Thrown
  /** Metrics, which are read and not written, go out here. */
  readonly post: OtlpExporter['post']
  /** Runs when the process is about to end, and again when it has gone on after that; must settle by itself. */
  onFlush(step: () => Promise<void> | void): void
  /** Runs once, when the agent is shut down. */
  onClose(step: () => Promise<void> | void): void
}
