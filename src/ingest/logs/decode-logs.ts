import { putBytes, putUint8 } from '../../native/column.ts'
import { putEncodedMap } from '../../native/map-column.ts'
import { logField } from '../../otlp-fields.ts'
import { toSeverityNumber } from '../../severity.ts'
import { type AttributeList, createAttributeList } from '../attributes/attribute-list.ts'
import type { TextWriter } from '../attributes/text-writer.ts'
import type { AttributePrivacy, ValueOwner } from '../attributes/value-writer.ts'
import { createDayParts } from '../day-parts.ts'
import { type Decoder, toDecoded } from '../decoded.ts'
import { putId, spanIdLength, traceIdLength } from '../protobuf/ids.ts'
import {
  createReader,
  finishMessage,
  type Reader,
  readEnd,
  readFixed32,
  readFixed64At,
  readVarint,
  skipField,
  toKnownFields,
  toTags,
} from '../protobuf/protobuf-reader.ts'
import { readAnyValue, type ValueSpot, valueKinds } from '../protobuf/read-any-value.ts'
import { type InstrumentationScope, type Resource, readEnvelope } from '../protobuf/read-envelope.ts'
import { isZeroTime, type RecordTimes, refused } from '../record-times.ts'
import { createLogColumns, type LogColumns, toNativeLogs } from './log-columns.ts'

/** Positions of the fields of one log record. One object is used for all records. */
type LogFields = {
  time: number
  observedTime: number
  severity: number
  flags: number
  severityStart: number
  severityEnd: number
  traceStart: number
  traceEnd: number
  spanStart: number
  spanEnd: number
  eventStart: number
  eventEnd: number
  readonly body: ValueSpot
}

/**
 * Makes the decoder of log requests. Only log records whose time is outside the retention are rejected: one with an
 * invalid id is stored without a trace.
 */
export const createLogsDecoder = (privacy: AttributePrivacy, times: RecordTimes): Decoder => {
  const attributes = createAttributeList(privacy)
  const log: LogFields = createLogFields()
  const parts = createDayParts(() => {
    const columns = createLogColumns()
    return { columns, native: toNativeLogs(columns) }
  })
  return (body) => {
    parts.clear()
    times.begin()
    readEnvelope(createReader(body), attributes, (r, end, resource, scope) => {
      clearLog(log)
      attributes.begin(false)
      readLog(r, end, log, attributes)
      const time = isZeroTime(r.bytes, log.time) ? log.observedTime : log.time
      const day = times.dayAt(r.bytes, time)
      if (day === refused) return
      const part = parts.of(day)
      if (isZeroTime(r.bytes, time)) putBytes(part.columns.timestamp, times.receipt, 0, 8)
      else putBytes(part.columns.timestamp, r.bytes, time, time + 8)
      putLog(r, log, part.columns, attributes, privacy.text)
      putOrigin(part.columns, resource, scope)
      part.rows++
    })
    return toDecoded(parts.take('otel_logs'), times.refusals())
  }
}

const createLogFields = (): LogFields => {
  return {
    time: -1,
    observedTime: -1,
    severity: 0,
    flags: 0,
    severityStart: 0,
    severityEnd: 0,
    traceStart: 0,
    traceEnd: 0,
    spanStart: 0,
    spanEnd: 0,
    eventStart: 0,
    eventEnd: 0,
    body: { kind: 0, start: 0, end: 0 },
  }
}

const clearLog = (log: LogFields): void => {
  log.time = log.observedTime = -1
  log.severity = log.flags = 0
  log.severityStart = log.severityEnd = 0
  log.traceStart = log.traceEnd = 0
  log.spanStart = log.spanEnd = 0
  log.eventStart = log.eventEnd = 0
  log.body.kind = valueKinds.empty
}

const tags = toTags(logField, {
  timeUnixNano: 'fixed64',
  severityNumber: 'varint',
  droppedAttributesCount: 'varint',
  flags: 'fixed32',
  observedTimeUnixNano: 'fixed64',
})
const logFields = toKnownFields(logField)

const readLog = (r: Reader, end: number, log: LogFields, attributes: AttributeList): void => {
  while (r.pos < end) {
    const tag = readVarint(r)
    if (tag === tags.timeUnixNano) log.time = readFixed64At(r, end)
    else if (tag === tags.observedTimeUnixNano) log.observedTime = readFixed64At(r, end)
    else if (tag === tags.severityNumber) log.severity = readVarint(r)
    else if (tag === tags.attributes) attributes.add(r, readEnd(r, end))
    else if (tag === tags.body) readAnyValue(r, readEnd(r, end), log.body)
    else if (tag === tags.flags) log.flags = readFixed32(r, end)
    else if (tag === tags.droppedAttributesCount) readVarint(r)
    else if (!readText(r, tag, end, log)) skipField(r, tag, end, logFields)
  }
  finishMessage(r, end)
}

/** False for any other field. */
const readText = (r: Reader, tag: number, limit: number, log: LogFields): boolean => {
  const { severityText, traceId, spanId, eventName } = tags
  if (tag !== severityText && tag !== traceId && tag !== spanId && tag !== eventName) return false
  const end = readEnd(r, limit)
  if (tag === severityText) {
    log.severityStart = r.pos
    log.severityEnd = end
  } else if (tag === traceId) {
    log.traceStart = r.pos
    log.traceEnd = end
  } else if (tag === spanId) {
    log.spanStart = r.pos
    log.spanEnd = end
  } else {
    log.eventStart = r.pos
    log.eventEnd = end
  }
  r.pos = end
  return true
}

/** A body is text that belongs to no attribute. */
const body: ValueOwner = { policy: 'text', name: '' }

const putLog = (r: Reader, log: LogFields, c: LogColumns, attributes: AttributeList, text: TextWriter): void => {
  const { bytes } = r
  putId(c.traceId, bytes, log.traceStart, log.traceEnd, traceIdLength)
  putId(c.spanId, bytes, log.spanStart, log.spanEnd, spanIdLength)
  putUint8(c.traceFlags, log.flags & 0xff)
  text.put(c.severityText, bytes, log.severityStart, log.severityEnd, true)
  putUint8(c.severityNumber, toSeverity(log, bytes))
  attributes.putValue(c.body, r, log.body, body)
  attributes.putTo(c.logAttributes, r)
  text.put(c.eventName, bytes, log.eventStart, log.eventEnd, true)
}

/** A record without a number has the one that its text means. */
const toSeverity = ({ severity, severityStart, severityEnd }: LogFields, bytes: Buffer): number => {
  if (severity > 0 && severity <= 0xff) return severity
  return severityStart === severityEnd ? 0 : toSeverityNumber(bytes.toString('latin1', severityStart, severityEnd))
}

const putOrigin = (c: LogColumns, resource: Resource, scope: InstrumentationScope): void => {
  putBytes(c.serviceName, resource.serviceName, 0, resource.serviceName.length)
  putBytes(c.resourceSchemaUrl, resource.schemaUrl, 0, resource.schemaUrl.length)
  putEncodedMap(c.resourceAttributes, resource.attributes)
  putBytes(c.scopeSchemaUrl, scope.schemaUrl, 0, scope.schemaUrl.length)
  putBytes(c.scopeName, scope.name, 0, scope.name.length)
  putBytes(c.scopeVersion, scope.version, 0, scope.version.length)
  putEncodedMap(c.scopeAttributes, scope.attributes)
}
