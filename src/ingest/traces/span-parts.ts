import { addOffset, type Column, putBytes, putInt64, putSlice } from '../../native/column.ts'
import { eventField, linkField } from '../../otlp-fields.ts'
import type { AttributeList } from '../attributes/attribute-list.ts'
import type { TextWriter } from '../attributes/text-writer.ts'
import { putId, spanIdLength, traceIdLength } from '../protobuf/ids.ts'
import {
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
import { isZeroTime } from '../record-times.ts'
import type { SpanFields } from './read-span-fields.ts'
import type { TraceColumns } from './trace-columns.ts'

/** What spans are written with. */
export type SpanWriter = {
  readonly columns: TraceColumns
  readonly attributes: AttributeList
  readonly text: TextWriter
}

/**
 * Nanoseconds from start to end; 0 for a span that ends before it starts (clocks do that), where a subtraction would
 * give 584 years.
 */
export const putDuration = (column: Column, times: Buffer): void => {
  const startLow = times.readUInt32LE(0)
  const startHigh = times.readUInt32LE(4)
  const endLow = times.readUInt32LE(8)
  const endHigh = times.readUInt32LE(12)
  const low = endLow - startLow
  const high = endHigh - startHigh - (low < 0 ? 1 : 0)
  if (high < 0) putInt64(column, 0, 0)
  else putInt64(column, low >>> 0, high)
}

const eventTags = toTags(eventField, { timeUnixNano: 'fixed64', droppedAttributesCount: 'varint' })
const eventFields = toKnownFields(eventField)
const linkTags = toTags(linkField, { droppedAttributesCount: 'varint', flags: 'fixed32' })
const linkFields = toKnownFields(linkField)

export const putEvents = (r: Reader, span: SpanFields, ofClient: boolean, writer: SpanWriter): void => {
  for (let i = 0; i < span.events; i++) {
    r.pos = span.eventStarts[i]!
    putEvent(r, span.eventEnds[i]!, ofClient, span.times, writer)
  }
  addOffset(writer.columns.eventOffsets, span.events)
}

/** @param start the time of the span, which an event without one has */
const putEvent = (
  r: Reader,
  end: number,
  ofClient: boolean,
  start: Buffer,
  { columns: c, attributes, text }: SpanWriter,
): void => {
  let time = -1
  let nameStart = 0
  let nameEnd = 0
  attributes.begin(ofClient)
  while (r.pos < end) {
    const tag = readVarint(r)
    if (tag === eventTags.timeUnixNano) time = readFixed64At(r, end)
    else if (tag === eventTags.name) {
      nameEnd = readEnd(r, end)
      nameStart = r.pos
      r.pos = nameEnd
    } else if (tag === eventTags.attributes) attributes.add(r, readEnd(r, end))
    else if (tag === eventTags.droppedAttributesCount) readVarint(r)
    else skipField(r, tag, end, eventFields)
  }
  finishMessage(r, end)
  if (isZeroTime(r.bytes, time)) putBytes(c.eventTimestamp, start, 0, 8)
  else putBytes(c.eventTimestamp, r.bytes, time, time + 8)
  text.put(c.eventName, r.bytes, nameStart, nameEnd, true)
  attributes.putTo(c.eventAttributes, r)
}

export const putLinks = (r: Reader, span: SpanFields, ofClient: boolean, writer: SpanWriter): void => {
  for (let i = 0; i < span.links; i++) {
    r.pos = span.linkStarts[i]!
    putLink(r, span.linkEnds[i]!, ofClient, writer)
  }
  addOffset(writer.columns.linkOffsets, span.links)
}

/** Places of the link under view: trace id, span id, trace state; start and end each. */
const places = [0, 0, 0, 0, 0, 0]

const putLink = (r: Reader, end: number, ofClient: boolean, { columns: c, attributes }: SpanWriter): void => {
  places.fill(0)
  attributes.begin(ofClient)
  while (r.pos < end) {
    const tag = readVarint(r)
    if (tag === linkTags.traceId || tag === linkTags.spanId || tag === linkTags.traceState) {
      const fieldEnd = readEnd(r, end)
      const place = ((tag >>> 3) - linkField.traceId) * 2
      places[place] = r.pos
      places[place + 1] = fieldEnd
      r.pos = fieldEnd
    } else if (tag === linkTags.attributes) attributes.add(r, readEnd(r, end))
    else if (tag === linkTags.droppedAttributesCount) readVarint(r)
    else if (tag === linkTags.flags) readFixed32(r, end)
    else skipField(r, tag, end, linkFields)
  }
  finishMessage(r, end)
  putId(c.linkTraceId, r.bytes, places[0]!, places[1]!, traceIdLength)
  putId(c.linkSpanId, r.bytes, places[2]!, places[3]!, spanIdLength)
  putSlice(c.linkTraceState, r.bytes, places[4]!, places[5]!)
  attributes.putTo(c.linkAttributes, r)
}
