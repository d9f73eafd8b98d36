import type { Config } from '../../config/schema.ts'
import { logField } from '../../otlp-fields.ts'
import { isDeniedKey } from '../../privacy/denied-keys.ts'
import { redacted, redactText } from '../../privacy/redact-text.ts'
import { redactValue } from '../../privacy/redact-value.ts'
import type { Encode } from '../context.ts'
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
import type { LogRecord } from './log-record.ts'

/** Attributes of a record so far: written, and left out because of the limit. */
type Count = { written: number; dropped: number }

const requestIdKey = encodeKey('request_id')

type Limits = { readonly attributes: number; readonly length: number }

/** Writes log records as OTLP, secrets taken out. */
export const createLogEncoder = (config: Config['otel']): Encode<LogRecord> => {
  const limits: Limits = {
    attributes: config.logRecordAttributeCountLimit ?? config.attributeCountLimit,
    length: config.logRecordAttributeValueLengthLimit ?? config.attributeValueLengthLimit ?? Number.POSITIVE_INFINITY,
  }
  const toBindings = createBindingsCache(limits)
  return (writer, record) => {
    writeUnixNanos(writer, logField.timeUnixNano, record.time)
    writeUint(writer, logField.severityNumber, record.severity.number)
    writeString(writer, logField.severityText, record.severity.text)
    if (record.body !== '') writeAnyValue(writer, logField.body, redactText(record.body))
    const count: Count = { written: 0, dropped: 0 }
    if (record.bindings) writeBindings(writer, toBindings(record.bindings), count)
    if (record.fields) writeFields(writer, record.fields, record, limits, count)
    if (count.dropped > 0) writeUint(writer, logField.droppedAttributesCount, count.dropped)
    writeIds(writer, record)
    writeUnixNanos(writer, logField.observedTimeUnixNano, record.time)
    if (record.eventName !== undefined) writeString(writer, logField.eventName, record.eventName)
  }
}

const writeIds = (writer: ProtobufWriter, { ids }: LogRecord): void => {
  if (ids === undefined) return
  if (ids.requestId !== undefined) writeTextAttribute(writer, logField.attributes, requestIdKey, ids.requestId)
  writeFixed32(writer, logField.flags, ids.traceFlags)
  writeHex(writer, logField.traceId, ids.traceId)
  writeHex(writer, logField.spanId, ids.spanId)
}

type Bindings = Count & { readonly bytes: Uint8Array }

const writeBindings = (writer: ProtobufWriter, { bytes, written, dropped }: Bindings, count: Count): void => {
  writeRaw(writer, bytes, 0, bytes.length)
  count.written = written
  count.dropped = dropped
}

/** Bindings of a logger stay the same from line to line, so their bytes are kept with them. */
const createBindingsCache = (limits: Limits): ((bindings: object) => Bindings) => {
  const cache = new WeakMap<object, Bindings>()
  const writer = createProtobufWriter(256)
  return (bindings) => {
    const known = cache.get(bindings)
    if (known !== undefined) return known
    resetWriter(writer)
    const count: Count = { written: 0, dropped: 0 }
    writeFields(writer, bindings, {}, limits, count)
    const made = { bytes: toBytes(writer), ...count }
    cache.set(bindings, made)
    return made
  }
}

const writeFields = (
  writer: ProtobufWriter,
  fields: object,
  { skip, ids }: Pick<LogRecord, 'skip'> & { readonly ids?: LogRecord['ids'] },
  limits: Limits,
  count: Count,
): void => {
  for (const key of Object.keys(fields)) {
    if (skip?.has(key) || (key === 'request_id' && ids?.requestId !== undefined)) continue
    const value = readField(fields, key)
    if (value === undefined || typeof value === 'function' || typeof value === 'symbol') continue
    if (count.written >= limits.attributes) {
      count.dropped++
      continue
    }
    count.written++
    writeField(writer, key, value, limits)
  }
}

const readField = (fields: object, key: string): unknown => {
  try {
    return (fields as Record<string, unknown>)[key]
  } catch {
    return undefined
  }
}

const writeField = (writer: ProtobufWriter, key: string, value: unknown, limits: Limits): void => {
  if ((key === 'err' || key === 'error') && isErrorLike(value)) {
    writeError(writer, key, value, limits)
    return
  }
  const clean = isDeniedKey(key) ? redacted : redactValue(value)
  writeAttribute(writer, logField.attributes, key, typeof clean === 'string' ? clean.slice(0, limits.length) : clean)
}

type ErrorLike = {
  readonly message?: unknown
  readonly stack?: unknown
  readonly type?: unknown
  readonly name?: unknown
}

const isErrorLike = (value: unknown): value is ErrorLike =>
  typeof value === 'object' && value !== null && ('stack' in value || value instanceof Error) && 'message' in value

/** `exception.*` as the semantic conventions name it; what else the error carries (code, status …) follows under its key. */
const writeError = (writer: ProtobufWriter, key: string, error: ErrorLike, limits: Limits): void => {
  const write = (name: string, value: unknown): void => {
    if (typeof value !== 'string' || value === '') return
    writeAttribute(writer, logField.attributes, name, redactText(value).slice(0, limits.length))
  }
  write('exception.type', error.type ?? error.name)
  write('exception.message', error.message)
  write('exception.stacktrace', error.stack)
  const { type, name, message, stack, ...rest } = redactValue(error) as Record<string, unknown>
  if (Object.keys(rest).length > 0) writeAttribute(writer, logField.attributes, key, rest)
}
