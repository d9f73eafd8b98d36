import type { NativeColumn } from '../../native/block.ts'
import { addOffset, type Column, createColumn, putFloat64, putHex, putInt32 } from '../../native/column.ts'
import { createMapColumn, type MapColumn, toNativeMap } from '../../native/map-column.ts'
import { exemplarField } from '../../otlp-fields.ts'
import type { AttributeList } from '../attributes/attribute-list.ts'
import { spanIdLength, traceIdLength } from '../protobuf/ids.ts'
import {
  finishMessage,
  type Reader,
  readEnd,
  readFixed64At,
  readVarint,
  skipField,
  toKnownFields,
  toTags,
} from '../protobuf/protobuf-reader.ts'
import { toSeconds } from './metric-columns.ts'

/** The nested columns `Exemplars.*`; their offsets are shared. */
export type ExemplarColumns = {
  readonly offsets: Column
  readonly attributes: MapColumn
  readonly time: Column
  readonly value: Column
  readonly spanId: Column
  readonly traceId: Column
}

export const createExemplarColumns = (): ExemplarColumns => {
  return {
    offsets: createColumn(),
    attributes: createMapColumn(),
    time: createColumn(),
    value: createColumn(),
    spanId: createColumn(),
    traceId: createColumn(),
  }
}

export const toNativeExemplars = (c: ExemplarColumns): NativeColumn[] => {
  const nested = (name: string, type: string, part: Column): NativeColumn => ({
    name: `Exemplars.${name}`,
    type: `Array(${type})`,
    parts: [c.offsets, part],
  })
  return [
    toNativeMap('Exemplars.FilteredAttributes', c.attributes, c.offsets),
    nested('TimeUnix', 'DateTime', c.time),
    nested('Value', 'Float64', c.value),
    nested('SpanId', 'String', c.spanId),
    nested('TraceId', 'String', c.traceId),
  ]
}

/** Positions of the exemplars of one point. */
export type ExemplarSpots = { count: number; readonly starts: number[]; readonly ends: number[] }

export const addExemplarSpot = (spots: ExemplarSpots, r: Reader, end: number): void => {
  spots.starts[spots.count] = r.pos
  spots.ends[spots.count++] = end
  r.pos = end
}

/**
 * Puts the exemplars of one point; `attributes` must no longer be in use for the point itself.
 * @param seconds the time of the point, which an exemplar without one has
 */
export const putExemplars = (
  r: Reader,
  spots: ExemplarSpots,
  seconds: number,
  c: ExemplarColumns,
  attributes: AttributeList,
): void => {
  for (let i = 0; i < spots.count; i++) {
    r.pos = spots.starts[i]!
    putExemplar(r, spots.ends[i]!, seconds, c, attributes)
  }
  addOffset(c.offsets, spots.count)
}

const tags = toTags(exemplarField, { timeUnixNano: 'fixed64', asDouble: 'fixed64', asInt: 'fixed64' })
const exemplarFields = toKnownFields(exemplarField)

const putExemplar = (r: Reader, end: number, seconds: number, c: ExemplarColumns, attributes: AttributeList): void => {
  let time = -1
  let value = 0
  let spanId = -1
  let traceId = -1
  attributes.begin(false)
  while (r.pos < end) {
    const tag = readVarint(r)
    if (tag === tags.timeUnixNano) time = readFixed64At(r, end)
    else if (tag === tags.asDouble) value = r.bytes.readDoubleLE(readFixed64At(r, end))
    else if (tag === tags.asInt) value = Number(r.bytes.readBigInt64LE(readFixed64At(r, end)))
    else if (tag === tags.spanId) spanId = readIdAt(r, readEnd(r, end), spanIdLength)
    else if (tag === tags.traceId) traceId = readIdAt(r, readEnd(r, end), traceIdLength)
    else if (tag === tags.filteredAttributes) attributes.add(r, readEnd(r, end))
    else skipField(r, tag, end, exemplarFields)
  }
  finishMessage(r, end)
  putInt32(c.time, toSeconds(r.bytes, time) || seconds)
  putFloat64(c.value, value)
  putExemplarId(c.spanId, r.bytes, spanId, spanIdLength)
  putExemplarId(c.traceId, r.bytes, traceId, traceIdLength)
  attributes.putTo(c.attributes, r)
}

/** Start of an id; -1 when its length is not that of one. */
const readIdAt = (r: Reader, end: number, length: number): number => {
  const at = end - r.pos === length ? r.pos : -1
  r.pos = end
  return at
}

const zeros = Buffer.alloc(traceIdLength)

/** In this place, unlike in spans and logs, the Collector writes the zeros of a missing id. */
const putExemplarId = (column: Column, bytes: Buffer, at: number, length: number): void => {
  if (at < 0) putHex(column, zeros, 0, length)
  else putHex(column, bytes, at, at + length)
}
