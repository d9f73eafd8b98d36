import type { OtelTable } from '../model.ts'
import type { AttributeList } from './attribute-list.ts'
import { putInt32 } from './column.ts'
import type { ExemplarSpots } from './exemplars.ts'
import { type MetricColumns, putSeconds } from './metric-columns.ts'
import type { NativeColumn } from './native-block.ts'
import type { Reader } from './protobuf-reader.ts'

/** What the points of one metric share besides its texts. */
export type MetricFacts = { temporality: number; monotonic: boolean }

/** Reads the data points of one kind into the table of that kind. */
export type PointReader = {
  readonly table: OtelTable
  readonly columns: MetricColumns
  /** Columns of this kind alone. */
  readonly own: readonly NativeColumn[]
  /** Reads the point between the reader's place and `end` and puts its row, but for what comes from metric, scope and resource. */
  readonly read: (r: Reader, end: number, facts: MetricFacts) => void
}

/** Fields that points of all kinds have, though under different numbers. One object is used for all points. */
export type PointFields = { start: number; time: number; flags: number; readonly exemplars: ExemplarSpots }

export function createPointFields(): PointFields {
  return { start: -1, time: -1, flags: 0, exemplars: { count: 0, starts: [], ends: [] } }
}

export function clearPoint(point: PointFields): void {
  point.start = point.time = -1
  point.flags = 0
  point.exemplars.count = 0
}

/** Puts the shared fields; the point's attributes must have been added. */
export function putPoint(r: Reader, point: PointFields, c: MetricColumns, attributes: AttributeList): void {
  attributes.putTo(c.attributes, r)
  putSeconds(c.startTime, r.bytes, point.start)
  putSeconds(c.time, r.bytes, point.time)
  putInt32(c.flags, point.flags)
}

export const noNumber: Buffer = Buffer.alloc(8)
