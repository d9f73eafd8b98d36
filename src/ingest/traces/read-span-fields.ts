import { spanField, statusField } from '../../otlp-fields.ts'
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

/** Where the fields of one span stand in the request. One object is used for all spans. */
export type SpanFields = {
  /** Start and end time as they came, eight bytes each; zero when missing. */
  readonly times: Buffer
  traceStart: number
  traceEnd: number
  idStart: number
  idEnd: number
  parentStart: number
  parentEnd: number
  stateStart: number
  stateEnd: number
  nameStart: number
  nameEnd: number
  kind: number
  statusCode: number
  messageStart: number
  messageEnd: number
  attributes: number
  readonly attributeStarts: number[]
  readonly attributeEnds: number[]
  events: number
  readonly eventStarts: number[]
  readonly eventEnds: number[]
  links: number
  readonly linkStarts: number[]
  readonly linkEnds: number[]
  end: number
}

export const createSpanFields = (): SpanFields => {
  return {
    times: Buffer.alloc(16),
    traceStart: 0,
    traceEnd: 0,
    idStart: 0,
    idEnd: 0,
    parentStart: 0,
    parentEnd: 0,
    stateStart: 0,
    stateEnd: 0,
    nameStart: 0,
    nameEnd: 0,
    kind: 0,
    statusCode: 0,
    messageStart: 0,
    messageEnd: 0,
    attributes: 0,
    attributeStarts: [],
    attributeEnds: [],
    events: 0,
    eventStarts: [],
    eventEnds: [],
    links: 0,
    linkStarts: [],
    linkEnds: [],
    end: 0,
  }
}

export const clearSpan = (span: SpanFields): void => {
  span.times.fill(0)
  span.traceStart = span.traceEnd = 0
  span.idStart = span.idEnd = 0
  span.parentStart = span.parentEnd = 0
  span.stateStart = span.stateEnd = 0
  span.nameStart = span.nameEnd = 0
  span.messageStart = span.messageEnd = 0
  span.kind = span.statusCode = 0
  span.attributes = span.events = span.links = 0
}

const tags = toTags(spanField, {
  kind: 'varint',
  startTimeUnixNano: 'fixed64',
  endTimeUnixNano: 'fixed64',
  droppedAttributesCount: 'varint',
  droppedEventsCount: 'varint',
  droppedLinksCount: 'varint',
  flags: 'fixed32',
})
const spanFields = toKnownFields(spanField)

/** Reads a Span between the reader's place and `end`; attributes, events and links are found, not read. */
export const readSpan = (r: Reader, end: number, span: SpanFields): void => {
  span.end = end
  while (r.pos < end) {
    const tag = readVarint(r)
    if (tag === tags.startTimeUnixNano) putTime(r, readFixed64At(r, end), span.times, 0)
    else if (tag === tags.endTimeUnixNano) putTime(r, readFixed64At(r, end), span.times, 8)
    else if (tag === tags.kind) span.kind = readVarint(r)
    else if (isDroppedCount(tag)) readVarint(r)
    else if (tag === tags.flags) readFixed32(r, end)
    else if ((tag & 7) === 2 && tag <= tags.status) readDelimited(r, tag, end, span)
    else skipField(r, tag, end, spanFields)
  }
  finishMessage(r, end)
}

const isDroppedCount = (tag: number): boolean =>
  tag === tags.droppedAttributesCount || tag === tags.droppedEventsCount || tag === tags.droppedLinksCount

const putTime = (r: Reader, at: number, times: Buffer, place: number): void => {
  for (let i = 0; i < 8; i++) times[place + i] = r.bytes[at + i]!
}

const readDelimited = (r: Reader, tag: number, limit: number, span: SpanFields): void => {
  const start = r.pos
  const end = readEnd(r, limit)
  const first = r.pos
  switch (tag) {
    case tags.traceId:
      span.traceStart = first
      span.traceEnd = end
      break
    case tags.spanId:
      span.idStart = first
      span.idEnd = end
      break
    case tags.traceState:
      span.stateStart = first
      span.stateEnd = end
      break
    case tags.parentSpanId:
      span.parentStart = first
      span.parentEnd = end
      break
    case tags.name:
      span.nameStart = first
      span.nameEnd = end
      break
    case tags.attributes:
      span.attributeStarts[span.attributes] = first
      span.attributeEnds[span.attributes++] = end
      break
    case tags.events:
      span.eventStarts[span.events] = first
      span.eventEnds[span.events++] = end
      break
    case tags.links:
      span.linkStarts[span.links] = first
      span.linkEnds[span.links++] = end
      break
    case tags.status:
      readStatus(r, end, span)
      break
    default:
      r.pos = start
      skipField(r, tag, limit, spanFields)
      return
  }
  r.pos = end
}

const statusTags = toTags(statusField, { code: 'varint' })
const statusFields = toKnownFields(statusField)

const readStatus = (r: Reader, end: number, span: SpanFields): void => {
  while (r.pos < end) {
    const tag = readVarint(r)
    if (tag === statusTags.message) {
      const messageEnd = readEnd(r, end)
      span.messageStart = r.pos
      span.messageEnd = messageEnd
      r.pos = messageEnd
    } else if (tag === statusTags.code) span.statusCode = readVarint(r)
    else skipField(r, tag, end, statusFields)
  }
  finishMessage(r, end)
}
