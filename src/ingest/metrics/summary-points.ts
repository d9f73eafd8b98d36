import { addOffset, type Column, createColumn, putFloat64 } from '../../native/column.ts'
import { quantileField, summaryPointField } from '../../otlp-fields.ts'
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
import { createMetricColumns } from './metric-columns.ts'
import { clearPoint, createPointFields, type PointReader, putFixed64At, putPoint } from './metric-point.ts'

const tags = toTags(summaryPointField, {
  startTimeUnixNano: 'fixed64',
  timeUnixNano: 'fixed64',
  count: 'fixed64',
  sum: 'fixed64',
  flags: 'varint',
})
const summaryFields = toKnownFields(summaryPointField)

/** Points of summaries: quantiles that the client computed. */
export const createSummaryReader = (attributes: AttributeList): PointReader => {
  const columns = createMetricColumns()
  const count = createColumn()
  const sum = createColumn()
  const offsets = createColumn()
  const quantiles = createColumn()
  const values = createColumn()
  const point = createPointFields()
  const read: PointReader['read'] = (r, end, _facts, seconds) => {
    let countAt = -1
    let total = 0
    let entries = 0
    clearPoint(point)
    attributes.begin(false)
    while (r.pos < end) {
      const tag = readVarint(r)
      if (tag === tags.startTimeUnixNano) point.start = readFixed64At(r, end)
      else if (tag === tags.timeUnixNano) readFixed64At(r, end)
      else if (tag === tags.count) countAt = readFixed64At(r, end)
      else if (tag === tags.sum) total = r.bytes.readDoubleLE(readFixed64At(r, end))
      else if (tag === tags.quantileValues) {
        putQuantile(r, readEnd(r, end), quantiles, values)
        entries++
      } else if (tag === tags.attributes) attributes.add(r, readEnd(r, end))
      else if (tag === tags.flags) point.flags = readVarint(r)
      else skipField(r, tag, end, summaryFields)
    }
    finishMessage(r, end)
    putFixed64At(count, r, countAt)
    putFloat64(sum, total)
    addOffset(offsets, entries)
    putPoint(r, point, seconds, columns, attributes)
  }
  return {
    columns,
    own: [
      { name: 'Count', type: 'UInt64', parts: [count] },
      { name: 'Sum', type: 'Float64', parts: [sum] },
      { name: 'ValueAtQuantiles.Quantile', type: 'Array(Float64)', parts: [offsets, quantiles] },
      { name: 'ValueAtQuantiles.Value', type: 'Array(Float64)', parts: [offsets, values] },
    ],
    read,
  }
}

const quantileTags = toTags(quantileField, { quantile: 'fixed64', value: 'fixed64' })
const quantileFields = toKnownFields(quantileField)

const putQuantile = (r: Reader, end: number, quantiles: Column, values: Column): void => {
  let quantile = 0
  let value = 0
  while (r.pos < end) {
    const tag = readVarint(r)
    if (tag === quantileTags.quantile) quantile = r.bytes.readDoubleLE(readFixed64At(r, end))
    else if (tag === quantileTags.value) value = r.bytes.readDoubleLE(readFixed64At(r, end))
    else skipField(r, tag, end, quantileFields)
  }
  finishMessage(r, end)
  putFloat64(quantiles, quantile)
  putFloat64(values, value)
}
