import type { NativeColumn } from '../../native/block.ts'
import { addOffset, type Column, createColumn, putBytes, putFloat64, putInt32 } from '../../native/column.ts'
import { histogramPointField } from '../../otlp-fields.ts'
import type { AttributeList } from '../attributes/attribute-list.ts'
import {
  finishMessage,
  type Reader,
  readEnd,
  readFixed64At,
  readVarint,
  skipField,
  toKnownFields,
  toTag,
  toTags,
} from '../protobuf/protobuf-reader.ts'
import { Undecodable } from '../protobuf/undecodable.ts'
import { addExemplarSpot } from './exemplars.ts'
import { clearPoint, createPointReader, type PointFields, type PointReader, putFixed64At } from './metric-point.ts'

type OwnColumns = Readonly<
  Record<
    'count' | 'sum' | 'countOffsets' | 'counts' | 'boundOffsets' | 'bounds' | 'min' | 'max' | 'temporality',
    Column
  >
>

/** Numbers of the current point: place of its count; sum, min, max; how many bucket counts and bounds it has. */
type Numbers = { count: number; sum: number; min: number; max: number; counts: number; bounds: number }

/** Points of histograms with explicit bounds. */
export const createHistogramReader = (attributes: AttributeList): PointReader => {
  const own = createOwnColumns()
  const numbers: Numbers = { count: -1, sum: 0, min: 0, max: 0, counts: 0, bounds: 0 }
  return createPointReader(attributes, {
    own: toNative(own),
    readOwn: (r, end, point, facts) => {
      readPoint(r, end, point, numbers, own, attributes)
      putNumbers(r, numbers, own)
      putInt32(own.temporality, facts.temporality)
    },
  })
}

const createOwnColumns = (): OwnColumns => {
  return {
    count: createColumn(),
    sum: createColumn(),
    countOffsets: createColumn(),
    counts: createColumn(),
    boundOffsets: createColumn(),
    bounds: createColumn(),
    min: createColumn(),
    max: createColumn(),
    temporality: createColumn(),
  }
}

const toNative = (own: OwnColumns): NativeColumn[] => {
  return [
    { name: 'Count', type: 'UInt64', parts: [own.count] },
    { name: 'Sum', type: 'Float64', parts: [own.sum] },
    { name: 'BucketCounts', type: 'Array(UInt64)', parts: [own.countOffsets, own.counts] },
    { name: 'ExplicitBounds', type: 'Array(Float64)', parts: [own.boundOffsets, own.bounds] },
    { name: 'Min', type: 'Float64', parts: [own.min] },
    { name: 'Max', type: 'Float64', parts: [own.max] },
    { name: 'AggregationTemporality', type: 'Int32', parts: [own.temporality] },
  ]
}

const tags = toTags(histogramPointField, {
  startTimeUnixNano: 'fixed64',
  timeUnixNano: 'fixed64',
  count: 'fixed64',
  sum: 'fixed64',
  flags: 'varint',
  min: 'fixed64',
  max: 'fixed64',
})
/** Values that are not packed with others. */
const bucketCountTag = toTag(histogramPointField.bucketCounts, 'fixed64')
const explicitBoundTag = toTag(histogramPointField.explicitBounds, 'fixed64')
const histogramFields = toKnownFields(histogramPointField)

const readPoint = (
  r: Reader,
  end: number,
  point: PointFields,
  numbers: Numbers,
  own: OwnColumns,
  attributes: AttributeList,
): void => {
  clearPoint(point)
  numbers.count = -1
  numbers.sum = numbers.min = numbers.max = numbers.counts = numbers.bounds = 0
  attributes.begin(false)
  while (r.pos < end) {
    const tag = readVarint(r)
    if (tag === tags.startTimeUnixNano) point.start = readFixed64At(r, end)
    else if (tag === tags.timeUnixNano) readFixed64At(r, end)
    else if (tag === tags.exemplars) addExemplarSpot(point.exemplars, r, readEnd(r, end))
    else if (tag === tags.attributes) attributes.add(r, readEnd(r, end))
    else if (tag === tags.flags) point.flags = readVarint(r)
    else if (tag === tags.count) numbers.count = readFixed64At(r, end)
    else if (tag === tags.bucketCounts) numbers.counts += copyFixed64(r, readEnd(r, end), own.counts)
    else if (tag === bucketCountTag) numbers.counts += copyFixed64(r, toNextEnd(r, end), own.counts)
    else if (tag === tags.explicitBounds) numbers.bounds += copyFixed64(r, readEnd(r, end), own.bounds)
    else if (tag === explicitBoundTag) numbers.bounds += copyFixed64(r, toNextEnd(r, end), own.bounds)
    else readDouble(r, tag, end, numbers)
  }
  finishMessage(r, end)
}

const readDouble = (r: Reader, tag: number, end: number, numbers: Numbers): void => {
  if (tag === tags.sum) numbers.sum = r.bytes.readDoubleLE(readFixed64At(r, end))
  else if (tag === tags.min) numbers.min = r.bytes.readDoubleLE(readFixed64At(r, end))
  else if (tag === tags.max) numbers.max = r.bytes.readDoubleLE(readFixed64At(r, end))
  else skipField(r, tag, end, histogramFields)
}

/** End of one value that is not packed with others. */
const toNextEnd = (r: Reader, limit: number): number => {
  if (r.pos + 8 > limit) throw new Undecodable('a fixed 64-bit value is cut off')
  return r.pos + 8
}

/** Copies packed 64-bit values as they are; answers how many. */
const copyFixed64 = (r: Reader, end: number, column: Column): number => {
  const length = end - r.pos
  if (length % 8 !== 0) throw new Undecodable('packed 64-bit values are cut off')
  putBytes(column, r.bytes, r.pos, end)
  r.pos = end
  return length / 8
}

const putNumbers = (r: Reader, numbers: Numbers, own: OwnColumns): void => {
  putFixed64At(own.count, r, numbers.count)
  putFloat64(own.sum, numbers.sum)
  putFloat64(own.min, numbers.min)
  putFloat64(own.max, numbers.max)
  addOffset(own.countOffsets, numbers.counts)
  addOffset(own.boundOffsets, numbers.bounds)
}
