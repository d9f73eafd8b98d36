import type { ProtobufWriter } from './protobuf-writer.ts'

/** Name and version of what has recorded something. */
export type OtlpScope = { readonly name: string; readonly version?: string }

/** Writes the fields of one record. */
export type Encode<T> = (writer: ProtobufWriter, record: T) => void

/** Takes records in the order in which they are made. */
export type RecordWriter = {
  /**
   * Takes a record under an instrumentation scope: `encode` writes the fields of its `Span` or `LogRecord` message
   * right to where they are sent from. Never waits; when the queue is full the oldest records are dropped and counted.
   * Throws what `encode` throws, and then holds nothing of the record. What is recorded while `encode` runs (a getter
   * of the app that logs) is ignored.
   */
  write<T>(scope: OtlpScope, encode: Encode<T>, record: T): void
}
