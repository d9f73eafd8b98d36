import type { Signal } from '../model.ts'
import { type Column, createColumn, putBytes, putLength, putText, reserve, toColumnBytes } from '../native/column.ts'
import { partialSuccessField, responseField, rpcStatusField } from '../otlp-fields.ts'
import type { RecordRefusal } from './decoded.ts'
import { toTag } from './protobuf/protobuf-reader.ts'
import { toReason, toRefusedCount } from './refusal-notes.ts'

/** The two encodings of OTLP over HTTP. An answer has that of its request. */
export type OtlpEncoding = 'protobuf' | 'json'

export const contentTypes: Readonly<Record<OtlpEncoding, string>> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
}

/** Field of a partial success that counts the records refused, by signal. */
const rejectedFields: Readonly<Record<Signal, string>> = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
}

/**
 * An ExportServiceResponse: empty if all records were accepted, else with a partial success that gives the number of
 * rejected records, and why.
 * @see https://opentelemetry.io/docs/specs/otlp/#partial-success-1
 */
export const toSuccess = (encoding: OtlpEncoding, signal: Signal, refusals: readonly RecordRefusal[]): Buffer => {
  const refused = toRefusedCount(refusals)
  const reason = toReason(refusals)
  if (encoding === 'json') {
    const answer =
      refused === 0 ? {} : { partialSuccess: { [rejectedFields[signal]]: String(refused), errorMessage: reason } }
    return Buffer.from(JSON.stringify(answer))
  }
  if (refused === 0) return Buffer.alloc(0)
  const partial = createColumn()
  putNumberField(partial, partialSuccessField.rejected, refused)
  putTextField(partial, partialSuccessField.errorMessage, reason)
  const answer = createColumn()
  reserve(answer, 6)
  putLength(answer, toTag(responseField.partialSuccess))
  putLength(answer, partial.length)
  putBytes(answer, partial.bytes, 0, partial.length)
  return toColumnBytes(answer)
}

/** Codes of google.rpc.Status that go with HTTP statuses. */
const rpcCodes: Readonly<Record<number, number>> = { 400: 3, 401: 16, 403: 7, 404: 5, 413: 11, 415: 3, 429: 8, 503: 14 }
const rpcInternal = 13

/**
 * A google.rpc.Status, the body of every failure.
 * @see https://opentelemetry.io/docs/specs/otlp/#failures-1
 */
export const toFailure = (encoding: OtlpEncoding, status: number, message: string): Buffer => {
  const code = rpcCodes[status] ?? rpcInternal
  if (encoding === 'json') return Buffer.from(JSON.stringify({ code, message }))
  const body = createColumn()
  putNumberField(body, rpcStatusField.code, code)
  putTextField(body, rpcStatusField.message, message)
  return toColumnBytes(body)
}

const putNumberField = (column: Column, field: number, value: number): void => {
  reserve(column, 11)
  putLength(column, toTag(field, 'varint'))
  putLength(column, value)
}

const putTextField = (column: Column, field: number, text: string): void => {
  reserve(column, 5)
  putLength(column, toTag(field))
  putText(column, text)
}
