import { putBytes, putSlice } from '../../native/column.ts'
import { putEncodedMap } from '../../native/map-column.ts'
import { createAttributeList } from '../attributes/attribute-list.ts'
import type { AttributePrivacy } from '../attributes/value-writer.ts'
import { createDayParts } from '../day-parts.ts'
import { type Decoded, type Decoder, toDecoded } from '../decoded.ts'
import { putId, spanIdLength, traceIdLength } from '../protobuf/ids.ts'
import { createReader, type Reader } from '../protobuf/protobuf-reader.ts'
import { type InstrumentationScope, type Resource, readEnvelope } from '../protobuf/read-envelope.ts'
import { isZeroTime, type RecordTimes, refused } from '../record-times.ts'
import { clearSpan, createSpanFields, readSpan, type SpanFields } from './read-span-fields.ts'
import { putDuration, putEvents, putLinks, type SpanWriter } from './span-parts.ts'
import { createTraceColumns, toNativeTraces } from './trace-columns.ts'

/** Words of the Collector for the numbers of OTLP; an unknown number has none. */
const kindWords = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'].map((word) =>
  Buffer.from(word),
)
const statusWords = ['Unset', 'Ok', 'Error'].map((word) => Buffer.from(word))
const noWord = Buffer.alloc(0)
const server = 2
const consumer = 5

const idReason = 'trace ids have 16 bytes, span ids 8'

/** Makes the decoder of trace requests. */
export const createTracesDecoder = (privacy: AttributePrivacy, times: RecordTimes): Decoder => {
  const attributes = createAttributeList(privacy)
  const span = createSpanFields()
  const parts = createDayParts<SpanWriter>(() => {
    const columns = createTraceColumns()
    return { columns: { columns, attributes, text: privacy.text }, native: toNativeTraces(columns) }
  })
  return (body): Decoded => {
    let invalid = 0
    parts.clear()
    times.begin()
    readEnvelope(createReader(body), attributes, (r, end, resource, scope) => {
      clearSpan(span)
      readSpan(r, end, span)
      if (!hasIds(span)) {
        invalid++
        return
      }
      setMissingStart(span, times.receipt)
      const day = times.dayAt(span.times, 0)
      if (day === refused) return
      const part = parts.of(day)
      putSpan(r, span, resource, scope, part.columns)
      part.rows++
    })
    const refusals = times.refusals()
    if (invalid > 0) refusals.unshift({ reason: 'record_invalid', count: invalid, sentence: idReason })
    return toDecoded(parts.take('otel_traces'), refusals)
  }
}

/** A span without a start begins when it ended, and one without both when it was received. */
const setMissingStart = ({ times }: SpanFields, receipt: Buffer): void => {
  if (!isZeroTime(times, 0)) return
  if (isZeroTime(times, 8)) receipt.copy(times)
  else times.copyWithin(0, 8)
}

/** Ids that are missing or zero are taken as the Collector takes them; ids of another length cannot be right. */
const hasIds = (span: SpanFields): boolean => {
  return (
    isLength(span.traceStart, span.traceEnd, traceIdLength) &&
    isLength(span.idStart, span.idEnd, spanIdLength) &&
    isLength(span.parentStart, span.parentEnd, spanIdLength)
  )
}

const isLength = (start: number, end: number, length: number): boolean => end === start || end - start === length

const putSpan = (
  r: Reader,
  span: SpanFields,
  resource: Resource,
  scope: InstrumentationScope,
  writer: SpanWriter,
): void => {
  const { columns: c, attributes, text } = writer
  const { bytes } = r
  const kind = kindWords[span.kind] ?? noWord
  const status = statusWords[span.statusCode] ?? noWord
  const ofClient = span.kind === server || span.kind === consumer
  putBytes(c.timestamp, span.times, 0, 8)
  putId(c.traceId, bytes, span.traceStart, span.traceEnd, traceIdLength)
  putId(c.spanId, bytes, span.idStart, span.idEnd, spanIdLength)
  putId(c.parentSpanId, bytes, span.parentStart, span.parentEnd, spanIdLength)
  putSlice(c.traceState, bytes, span.stateStart, span.stateEnd)
  text.put(c.spanName, bytes, span.nameStart, span.nameEnd, true)
  putSlice(c.spanKind, kind, 0, kind.length)
  putBytes(c.serviceName, resource.serviceName, 0, resource.serviceName.length)
  putEncodedMap(c.resourceAttributes, resource.attributes)
  putBytes(c.scopeName, scope.name, 0, scope.name.length)
  putBytes(c.scopeVersion, scope.version, 0, scope.version.length)
  attributes.begin(ofClient)
  for (let i = 0; i < span.attributes; i++) {
    r.pos = span.attributeStarts[i]!
    attributes.add(r, span.attributeEnds[i]!)
  }
  attributes.putTo(c.spanAttributes, r)
  putDuration(c.duration, span.times)
  putSlice(c.statusCode, status, 0, status.length)
  text.put(c.statusMessage, bytes, span.messageStart, span.messageEnd, true)
  putEvents(r, span, ofClient, writer)
  putLinks(r, span, ofClient, writer)
  r.pos = span.end
}
