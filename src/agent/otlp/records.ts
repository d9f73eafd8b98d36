import type { ProtobufWriter } from './protobuf-writer.ts'

/** Name and version of the instrumentation that recorded something. */
export type OtlpScope = { readonly name: string; readonly version?: string }

/** Writes the fields of one record. */
export type Encode<T> = (writer: ProtobufWriter, record: T) => void

/** Accepts records in the order in which they are created. */
export type RecordWriter = {
  /**
   * Adds a record under an instrumentation scope: `encode` writes the fields of its `Span` or `LogRecord` message
   * directly into the memory that is sent. Never waits; when the queue is full the oldest records are dropped and
   * counted. Throws what `encode` throws, and then discards the record. What is recorded while `encode` runs (a getter
   * of the app that logs) is ignored.
   */
  write<T>(scope: OtlpScope, encode: Encode<T>, record: T): void
}
