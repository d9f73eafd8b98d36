import type { Config } from '../../config/schema.ts'
import { logField } from '../../otlp-fields.ts'
import { redactText } from '../../privacy/redact-text.ts'
import { encodeKey, writeAnyValue, writeAttribute, writeTextAttribute } from '../otlp/any-value.ts'
import {
  createProtobufWriter,
  type ProtobufWriter,
  resetWriter,
  toBytes,
  writeFixed32,
  writeHex,
  writeRaw,
  writeString,
  writeUint,
  writeUnixNanos,
} from '../otlp/protobuf-writer.ts'
import type { Encode } from '../otlp/records.ts'
import { type FieldCount, type LogLimits, type PutField, putFields, toLogLimits } from './log-fields.ts'
import type { LogRecord } from './log-record.ts'

const requestIdKey = encodeKey('request_id')
const userIdKey = encodeKey('user.id')
const sessionIdKey = encodeKey('session.id')

const putAttribute: PutField<ProtobufWriter> = (writer, key, value) =>
  writeAttribute(writer, logField.attributes, key, value)

/** Writes log records as OTLP, without secrets. */
export const createLogEncoder = (config: Config['otel']): Encode<LogRecord> => {
  const limits = toLogLimits(config)
  const toBindings = createBindingsCache(limits)
  return (writer, record) => {
    writeUnixNanos(writer, logField.timeUnixNano, record.time)
    writeUint(writer, logField.severityNumber, record.severity.number)
    writeString(writer, logField.severityText, record.severity.text)
    if (record.body !== '') writeAnyValue(writer, logField.body, redactText(record.body))
    const count: FieldCount = { written: 0, dropped: 0 }
    if (record.bindings) writeBindings(writer, toBindings(record.bindings), count)
    if (record.fields) putFields(writer, putAttribute, record.fields, record, limits, count)
    if (count.dropped > 0) writeUint(writer, logField.droppedAttributesCount, count.dropped)
    writeIds(writer, record)
    writeUnixNanos(writer, logField.observedTimeUnixNano, record.time)
    if (record.eventName !== undefined) writeString(writer, logField.eventName, record.eventName)
  }
}

const writeIds = (writer: ProtobufWriter, { ids, eventName }: LogRecord): void => {
  if (ids === undefined) return
  // An event has its own ids, which may differ.
  if (eventName === undefined) {
    if (ids.userId !== undefined) writeTextAttribute(writer, logField.attributes, userIdKey, ids.userId)
    if (ids.sessionId !== undefined) writeTextAttribute(writer, logField.attributes, sessionIdKey, ids.sessionId)
  }
  if (ids.requestId !== undefined) writeTextAttribute(writer, logField.attributes, requestIdKey, ids.requestId)
  writeFixed32(writer, logField.flags, ids.traceFlags)
  writeHex(writer, logField.traceId, ids.traceId)
  writeHex(writer, logField.spanId, ids.spanId)
}

type Bindings = FieldCount & { readonly bytes: Uint8Array }

const writeBindings = (writer: ProtobufWriter, { bytes, written, dropped }: Bindings, count: FieldCount): void => {
  writeRaw(writer, bytes, 0, bytes.length)
  count.written = written
  count.dropped = dropped
}

/** Bindings of a logger do not change between lines, so their bytes are cached. */
const createBindingsCache = (limits: LogLimits): ((bindings: object) => Bindings) => {
  const cache = new WeakMap<object, Bindings>()
  const writer = createProtobufWriter(256)
  return (bindings) => {
    const known = cache.get(bindings)
    if (known !== undefined) return known
    resetWriter(writer)
    const count: FieldCount = { written: 0, dropped: 0 }
    putFields(writer, putAttribute, bindings, {}, limits, count)
    const made = { bytes: toBytes(writer), ...count }
    cache.set(bindings, made)
    return made
  }
}
