import type { OtlpScope } from '../otlp/records.ts'
import type { RequestContext } from '../request-context.ts'
import type { Severity } from './severity.ts'

/** A log line or an event from any source, before it is encoded. */
export type LogRecord = {
  readonly scope: OtlpScope
  /** Milliseconds since the epoch, with fraction. */
  readonly time: number
  readonly severity: Severity
  readonly body: string
  readonly ids: RequestContext | undefined
  /** Becomes attributes, own enumerable keys only; secrets are removed. */
  readonly fields?: object | undefined
  /** Keys of `fields` that are not written as attributes, because they are elsewhere in the record. */
  readonly skip?: ReadonlySet<string>
  /** Fields that are the same for each line, always the same object: they are encoded once. */
  readonly bindings?: object | undefined
  /** Makes the record an OpenTelemetry event. */
  readonly eventName?: string
}

/** Accepts a record. Never throws, whatever the fields hold. */
export type EmitLog = (record: LogRecord) => void
