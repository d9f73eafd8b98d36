import type { NativeColumn } from '../../native/block.ts'
import { type Column, putBytes, putInt32 } from '../../native/column.ts'
import type { AttributeList } from '../attributes/attribute-list.ts'
import type { Reader } from '../protobuf/protobuf-reader.ts'
import { createExemplarColumns, type ExemplarSpots, putExemplars, toNativeExemplars } from './exemplars.ts'
import { createMetricColumns, type MetricColumns, toSeconds } from './metric-columns.ts'

/** What the points of one metric share besides its texts. */
export type AggregationFacts = { temporality: number; monotonic: boolean }

/** Reads the data points of one kind into the table of that kind. */
export type PointReader = {
  readonly columns: MetricColumns
  /** Columns of this kind alone. */
  readonly own: readonly NativeColumn[]
  /**
   * Reads the point between the reader's place and `end` and puts its row, but for what comes from metric, scope and
   * resource.
   * @param seconds the time of the point, which stands somewhere in it
   */
  readonly read: (r: Reader, end: number, facts: AggregationFacts, seconds: number) => void
}

/** Fields that points of all kinds have, though under different numbers. One object is used for all points. */
export type PointFields = { start: number; flags: number; readonly exemplars: ExemplarSpots }

export const createPointFields = (): PointFields => ({
  start: -1,
  flags: 0,
  exemplars: { count: 0, starts: [], ends: [] },
})

export const clearPoint = (point: PointFields): void => {
  point.start = -1
  point.flags = 0
  point.exemplars.count = 0
}

/** Puts the shared fields; the point's attributes must have been added. */
export const putPoint = (
  r: Reader,
  point: PointFields,
  seconds: number,
  c: MetricColumns,
  attributes: AttributeList,
): void => {
  attributes.putTo(c.attributes, r)
  putInt32(c.startTime, toSeconds(r.bytes, point.start))
  putInt32(c.time, seconds)
  putInt32(c.flags, point.flags)
}

const zero = Buffer.alloc(8)

/** Puts the 64-bit value at a place of the request as it is; 0 for none (-1). */
export const putFixed64At = (column: Column, r: Reader, at: number): void => {
  if (at < 0) putBytes(column, zero, 0, 8)
  else putBytes(column, r.bytes, at, at + 8)
}

/** What differs between kinds of points: the columns, and the reader of the fields that fills those columns. */
export type PointParts = {
  readonly own: readonly NativeColumn[]
  readonly readOwn: (r: Reader, end: number, point: PointFields, facts: AggregationFacts) => void
}

/** A reader of points that may have exemplars: all kinds but summaries. */
export const createPointReader = (attributes: AttributeList, { own, readOwn }: PointParts): PointReader => {
  const columns = createMetricColumns()
  const exemplars = createExemplarColumns()
  const point = createPointFields()
  return {
    columns,
    own: [...own, ...toNativeExemplars(exemplars)],
    read: (r, end, facts, seconds) => {
      readOwn(r, end, point, facts)
      putPoint(r, point, seconds, columns, attributes)
      putExemplars(r, point.exemplars, seconds, exemplars, attributes)
      r.pos = end
    },
  }
}
