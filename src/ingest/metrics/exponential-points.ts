import type { NativeColumn } from '../../native/block.ts'
import { addOffset, type Column, createColumn, putFloat64, putInt32, putInt64 } from '../../native/column.ts'
import { bucketsField, exponentialPointField } from '../../otlp-fields.ts'
import type { AttributeList } from '../attributes/attribute-list.ts'
import {
  finishMessage,
  type Reader,
  readEnd,
  readFixed64At,
  readVarint,
  readVarint64,
  skipField,
  toKnownFields,
  toTag,
  toTags,
} from '../protobuf/protobuf-reader.ts'
import { addExemplarSpot } from './exemplars.ts'
import { clearPoint, createPointReader, type PointFields, type PointReader, putFixed64At } from './metric-point.ts'

/** One side of the histogram: how far its buckets are shifted, and their counts. */
type Side = { readonly offset: Column; readonly countOffsets: Column; readonly counts: Column }

type OwnColumns = Readonly<Record<'count' | 'sum' | 'scale' | 'zeroCount' | 'min' | 'max' | 'temporality', Column>> & {
  readonly positive: Side
  readonly negative: Side
}

/** Numbers of the current point; places in the request for the 64-bit ones and for the two sides. */
type Numbers = Record<
  'count' | 'zeroCount' | 'sum' | 'min' | 'max' | 'scale' | 'positive' | 'positiveEnd' | 'negative' | 'negativeEnd',
  number
>

/** Points of exponential histograms. */
export const createExponentialReader = (attributes: AttributeList): PointReader => {
  const own = createOwnColumns()
  const numbers = createNumbers()
  return createPointReader(attributes, {
    own: toNative(own),
    readOwn: (r, end, point, facts) => {
      readPoint(r, end, point, numbers, attributes)
      putNumbers(r, numbers, own)
      putInt32(own.temporality, facts.temporality)
      putSide(r, numbers.positive, numbers.positiveEnd, own.positive)
      putSide(r, numbers.negative, numbers.negativeEnd, own.negative)
    },
  })
}

const createNumbers = (): Numbers => {
  return {
    count: -1,
    zeroCount: -1,
    sum: 0,
    min: 0,
    max: 0,
    scale: 0,
    positive: 0,
    positiveEnd: 0,
    negative: 0,
    negativeEnd: 0,
  }
}

const createOwnColumns = (): OwnColumns => {
  const side = (): Side => ({ offset: createColumn(), countOffsets: createColumn(), counts: createColumn() })
  return {
    count: createColumn(),
    sum: createColumn(),
    scale: createColumn(),
    zeroCount: createColumn(),
    min: createColumn(),
    max: createColumn(),
    temporality: createColumn(),
    positive: side(),
    negative: side(),
  }
}

const toNative = (own: OwnColumns): NativeColumn[] => {
  const side = (name: string, { offset, countOffsets, counts }: Side): NativeColumn[] => [
    { name: `${name}Offset`, type: 'Int32', parts: [offset] },
    { name: `${name}BucketCounts`, type: 'Array(UInt64)', parts: [countOffsets, counts] },
  ]
  return [
    { name: 'Count', type: 'UInt64', parts: [own.count] },
    { name: 'Sum', type: 'Float64', parts: [own.sum] },
    { name: 'Scale', type: 'Int32', parts: [own.scale] },
    { name: 'ZeroCount', type: 'UInt64', parts: [own.zeroCount] },
    ...side('Positive', own.positive),
    ...side('Negative', own.negative),
    { name: 'Min', type: 'Float64', parts: [own.min] },
    { name: 'Max', type: 'Float64', parts: [own.max] },
    { name: 'AggregationTemporality', type: 'Int32', parts: [own.temporality] },
  ]
}

const tags = toTags(exponentialPointField, {
  startTimeUnixNano: 'fixed64',
  timeUnixNano: 'fixed64',
  count: 'fixed64',
  sum: 'fixed64',
  scale: 'varint',
  zeroCount: 'fixed64',
  flags: 'varint',
  min: 'fixed64',
  max: 'fixed64',
  zeroThreshold: 'fixed64',
})
const exponentialFields = toKnownFields(exponentialPointField)

const readPoint = (r: Reader, end: number, point: PointFields, numbers: Numbers, attributes: AttributeList): void => {
  clearPoint(point)
  Object.assign(numbers, createNumbers())
  attributes.begin(false)
  while (r.pos < end) {
    const tag = readVarint(r)
    if (tag === tags.attributes) attributes.add(r, readEnd(r, end))
    else if (tag === tags.startTimeUnixNano) point.start = readFixed64At(r, end)
    else if (tag === tags.timeUnixNano) readFixed64At(r, end)
    else if (tag === tags.flags) point.flags = readVarint(r)
    else if (tag === tags.exemplars) addExemplarSpot(point.exemplars, r, readEnd(r, end))
    else if (tag === tags.positive || tag === tags.negative)
      readSidePlace(r, readEnd(r, end), tag === tags.positive, numbers)
    else readNumber(r, tag, end, numbers)
  }
  finishMessage(r, end)
}

const readSidePlace = (r: Reader, end: number, positive: boolean, numbers: Numbers): void => {
  numbers[positive ? 'positive' : 'negative'] = r.pos
  numbers[positive ? 'positiveEnd' : 'negativeEnd'] = end
  r.pos = end
}

const readNumber = (r: Reader, tag: number, end: number, numbers: Numbers): void => {
  if (tag === tags.count) numbers.count = readFixed64At(r, end)
  else if (tag === tags.sum) numbers.sum = r.bytes.readDoubleLE(readFixed64At(r, end))
  else if (tag === tags.scale) numbers.scale = toSigned(readVarint(r))
  else if (tag === tags.zeroCount) numbers.zeroCount = readFixed64At(r, end)
  else if (tag === tags.min) numbers.min = r.bytes.readDoubleLE(readFixed64At(r, end))
  else if (tag === tags.max) numbers.max = r.bytes.readDoubleLE(readFixed64At(r, end))
  else if (tag === tags.zeroThreshold) readFixed64At(r, end)
  else skipField(r, tag, end, exponentialFields)
}

/** Zigzag: 0, -1, 1, -2 … */
const toSigned = (value: number): number => (value >>> 1) ^ -(value & 1)

const putNumbers = (r: Reader, numbers: Numbers, own: OwnColumns): void => {
  putFixed64At(own.count, r, numbers.count)
  putFixed64At(own.zeroCount, r, numbers.zeroCount)
  putFloat64(own.sum, numbers.sum)
  putFloat64(own.min, numbers.min)
  putFloat64(own.max, numbers.max)
  putInt32(own.scale, numbers.scale)
}

const bucketTags = toTags(bucketsField, { offset: 'varint' })
/** A count that is not packed with others. */
const bucketCountTag = toTag(bucketsField.bucketCounts, 'varint')
const bucketFields = toKnownFields(bucketsField)

/** Puts the Buckets message at a place; one of no length is a side without buckets. */
const putSide = (r: Reader, start: number, end: number, side: Side): void => {
  let offset = 0
  let counts = 0
  r.pos = start
  while (r.pos < end) {
    const tag = readVarint(r)
    if (tag === bucketTags.offset) offset = toSigned(readVarint(r))
    else if (tag === bucketTags.bucketCounts) counts += putCounts(r, readEnd(r, end), side.counts)
    else if (tag === bucketCountTag) {
      readVarint64(r)
      putInt64(side.counts, r.low, r.high)
      counts++
    } else skipField(r, tag, end, bucketFields)
  }
  finishMessage(r, end)
  putInt32(side.offset, offset)
  addOffset(side.countOffsets, counts)
}

/** Packed varints; answers how many. */
const putCounts = (r: Reader, end: number, column: Column): number => {
  let counts = 0
  while (r.pos < end) {
    readVarint64(r)
    putInt64(column, r.low, r.high)
    counts++
  }
  finishMessage(r, end)
  return counts
}
