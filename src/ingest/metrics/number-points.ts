import { createColumn, putFloat64, putInt32, putUint8 } from '../../native/column.ts'
import { numberPointField } from '../../otlp-fields.ts'
import type { AttributeList } from '../attributes/attribute-list.ts'
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
import { addExemplarSpot } from './exemplars.ts'
import { clearPoint, createPointReader, type PointFields, type PointReader } from './metric-point.ts'

/** Points of gauges: a value each. */
export const createGaugeReader = (attributes: AttributeList): PointReader => {
  const value = createColumn()
  return createPointReader(attributes, {
    own: [{ name: 'Value', type: 'Float64', parts: [value] }],
    readOwn: (r, end, point) => putFloat64(value, readNumberPoint(r, end, point, attributes)),
  })
}

/** Points of sums: a value each, with what kind of sum it is. */
export const createSumReader = (attributes: AttributeList): PointReader => {
  const value = createColumn()
  const temporality = createColumn()
  const monotonic = createColumn()
  return createPointReader(attributes, {
    own: [
      { name: 'Value', type: 'Float64', parts: [value] },
      { name: 'AggregationTemporality', type: 'Int32', parts: [temporality] },
      { name: 'IsMonotonic', type: 'Bool', parts: [monotonic] },
    ],
    readOwn: (r, end, point, facts) => {
      putFloat64(value, readNumberPoint(r, end, point, attributes))
      putInt32(temporality, facts.temporality)
      putUint8(monotonic, facts.monotonic ? 1 : 0)
    },
  })
}

const tags = toTags(numberPointField, {
  startTimeUnixNano: 'fixed64',
  timeUnixNano: 'fixed64',
  asDouble: 'fixed64',
  asInt: 'fixed64',
  flags: 'varint',
})
const numberFields = toKnownFields(numberPointField)

/** Reads a NumberDataPoint; integers become doubles, as the table holds them. */
const readNumberPoint = (r: Reader, end: number, point: PointFields, attributes: AttributeList): number => {
  let value = 0
  clearPoint(point)
  attributes.begin(false)
  while (r.pos < end) {
    const tag = readVarint(r)
    if (tag === tags.startTimeUnixNano) point.start = readFixed64At(r, end)
    else if (tag === tags.timeUnixNano) readFixed64At(r, end)
    else if (tag === tags.asDouble) value = r.bytes.readDoubleLE(readFixed64At(r, end))
    else if (tag === tags.asInt) value = Number(r.bytes.readBigInt64LE(readFixed64At(r, end)))
    else if (tag === tags.exemplars) addExemplarSpot(point.exemplars, r, readEnd(r, end))
    else if (tag === tags.attributes) attributes.add(r, readEnd(r, end))
    else if (tag === tags.flags) point.flags = readVarint(r)
    else skipField(r, tag, end, numberFields)
  }
  finishMessage(r, end)
  return value
}
