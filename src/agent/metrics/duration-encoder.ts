import type { OtlpScope } from '../context.ts'
import { writeAttribute } from '../otlp/any-value.ts'
import { recordField, toRequestBody, toScopeBytes, toScopeSection } from '../otlp/envelope.ts'
import {
  beginMessage,
  createProtobufWriter,
  endMessage,
  type ProtobufWriter,
  reserve,
  writeDouble,
  writeFixed64,
  writeHex,
  writeString,
  writeUint,
  writeUnixNanos,
} from '../otlp/protobuf-writer.ts'
import { type DurationSeries, durationBoundaries, type Exemplar } from './request-series.ts'

/** Field numbers of `opentelemetry.proto.metrics.v1`. */
const metric = { name: 1, description: 2, unit: 3, histogram: 9 } as const
const histogram = { points: 1, temporality: 2 } as const
const point = {
  start: 2,
  time: 3,
  count: 4,
  sum: 5,
  bucketCounts: 6,
  bounds: 7,
  exemplars: 8,
  attributes: 9,
  min: 11,
  max: 12,
} as const
const exemplarField = { time: 2, value: 3, spanId: 4, traceId: 5 } as const
const cumulative = 2

export type DurationMetric = {
  readonly name: string
  readonly description: string
  readonly unit: string
  readonly series: readonly DurationSeries[]
  /** Milliseconds since the epoch: when counting began, and now. */
  readonly start: number
  readonly now: number
}

/**
 * An export request (in parts) with the histogram and its exemplars, which the OpenTelemetry SDK cannot carry. Requests of protobuf can be
 * laid end to end: what is repeated adds up, so this one follows the SDK's.
 */
export const encodeDurations = (resource: Buffer, scope: OtlpScope, durations: DurationMetric): Buffer[] => {
  const writer = createProtobufWriter(8192)
  const start = beginMessage(writer, recordField)
  writeString(writer, metric.name, durations.name)
  writeString(writer, metric.description, durations.description)
  writeString(writer, metric.unit, durations.unit)
  const body = beginMessage(writer, metric.histogram)
  for (const series of durations.series) writePoint(writer, series, durations)
  writeUint(writer, histogram.temporality, cumulative)
  endMessage(writer, body)
  endMessage(writer, start)
  return toRequestBody(resource, toScopeSection(toScopeBytes(scope), writer.bytes.subarray(0, writer.length)))
}

const writePoint = (writer: ProtobufWriter, series: DurationSeries, { start, now }: DurationMetric): void => {
  const begun = beginMessage(writer, histogram.points)
  writeUnixNanos(writer, point.start, start)
  writeUnixNanos(writer, point.time, now)
  writeFixed64(writer, point.count, series.count)
  writeDouble(writer, point.sum, series.sum)
  writePacked(writer, point.bucketCounts, series.counts, putUint64)
  writePacked(writer, point.bounds, durationBoundaries, putDouble)
  for (const exemplar of series.exemplars) if (exemplar) writeExemplar(writer, exemplar)
  for (const [key, value] of Object.entries(series.attributes)) writeAttribute(writer, point.attributes, key, value)
  writeDouble(writer, point.min, series.min)
  writeDouble(writer, point.max, series.max)
  endMessage(writer, begun)
}

type Put = (bytes: Buffer, value: number, at: number) => void

const putUint64: Put = (bytes, value, at) => {
  const high = Math.floor(value / 0x1_0000_0000)
  bytes.writeUInt32LE(value - high * 0x1_0000_0000, at)
  bytes.writeUInt32LE(high, at + 4)
}

const putDouble: Put = (bytes, value, at) => {
  bytes.writeDoubleLE(value, at)
}

/** Repeated numbers of eight bytes in one field. */
const writePacked = (writer: ProtobufWriter, field: number, values: Iterable<number>, put: Put): void => {
  const begun = beginMessage(writer, field)
  for (const value of values) {
    reserve(writer, 8)
    put(writer.bytes, value, writer.length)
    writer.length += 8
  }
  endMessage(writer, begun)
}

const writeExemplar = (writer: ProtobufWriter, exemplar: Exemplar): void => {
  const begun = beginMessage(writer, point.exemplars)
  writeUnixNanos(writer, exemplarField.time, exemplar.time)
  writeDouble(writer, exemplarField.value, exemplar.value)
  writeHex(writer, exemplarField.spanId, exemplar.spanId)
  writeHex(writer, exemplarField.traceId, exemplar.traceId)
  endMessage(writer, begun)
}
