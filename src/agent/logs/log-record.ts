import type { OtlpScope } from '../otlp/records.ts'
import type { RequestContext } from '../request-context.ts'
import type { Severity } from './severity.ts'

/** A log line or an event on its way out, whoever wrote it. */
export type LogRecord = {
  readonly scope: OtlpScope
  /** Milliseconds since the epoch, with fraction. */
  readonly time: number
  readonly severity: Severity
  readonly body: string
  readonly ids: RequestContext | undefined
  /** Becomes attributes, own enumerable keys only; secrets are taken out on the way. */
  readonly fields?: object | undefined
  /** Keys of `fields` that are no attributes since they stand elsewhere in the record. */
  readonly skip?: ReadonlySet<string>
  /** Fields that stay the same from line to line, the same object each time: they are encoded once. */
  readonly bindings?: object | undefined
  /** Makes the record an OpenTelemetry event. */
  readonly eventName?: string
}

/** Takes a record. Never throws, whatever the fields hold. */
export type EmitLog = (record: LogRecord) => void
