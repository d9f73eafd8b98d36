import { dataField, exemplarField, histogramPointField, metricField } from '../../otlp-fields.ts'
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
import type { OtlpScope } from '../otlp/records.ts'
import { type DurationSeries, durationBoundaries, type Exemplar } from './request-series.ts'

const cumulative = 2

export type DurationMetric = {
  readonly name: string
  readonly description: string
  readonly unit: string
  readonly series: readonly DurationSeries[]
  /** Milliseconds since the epoch: the start of counting, and now. */
  readonly start: number
  readonly now: number
}

/**
 * An export request (in parts) with the histogram and its exemplars, which the OpenTelemetry SDK cannot carry. Protobuf
 * messages can be concatenated, which merges their repeated fields, so this request is appended to the SDK's.
 */
export const encodeDurations = (resource: Buffer, scope: OtlpScope, durations: DurationMetric): Buffer[] => {
  const writer = createProtobufWriter(8192)
  const start = beginMessage(writer, recordField)
  writeString(writer, metricField.name, durations.name)
  writeString(writer, metricField.description, durations.description)
  writeString(writer, metricField.unit, durations.unit)
  const body = beginMessage(writer, metricField.histogram)
  for (const series of durations.series) writePoint(writer, series, durations)
  writeUint(writer, dataField.aggregationTemporality, cumulative)
  endMessage(writer, body)
  endMessage(writer, start)
  return toRequestBody(resource, toScopeSection(toScopeBytes(scope), writer.bytes.subarray(0, writer.length)))
}

const writePoint = (writer: ProtobufWriter, series: DurationSeries, { start, now }: DurationMetric): void => {
  const begun = beginMessage(writer, dataField.dataPoints)
  writeUnixNanos(writer, histogramPointField.startTimeUnixNano, start)
  writeUnixNanos(writer, histogramPointField.timeUnixNano, now)
  writeFixed64(writer, histogramPointField.count, series.count)
  writeDouble(writer, histogramPointField.sum, series.sum)
  writePacked(writer, histogramPointField.bucketCounts, series.counts, putUint64)
  writePacked(writer, histogramPointField.explicitBounds, durationBoundaries, putDouble)
  for (const exemplar of series.exemplars) if (exemplar) writeExemplar(writer, exemplar)
  for (const [key, value] of Object.entries(series.attributes))
    writeAttribute(writer, histogramPointField.attributes, key, value)
  writeDouble(writer, histogramPointField.min, series.min)
  writeDouble(writer, histogramPointField.max, series.max)
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

/** A packed field of eight-byte numbers. */
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
  const begun = beginMessage(writer, histogramPointField.exemplars)
  writeUnixNanos(writer, exemplarField.timeUnixNano, exemplar.time)
  writeDouble(writer, exemplarField.asDouble, exemplar.value)
  writeHex(writer, exemplarField.spanId, exemplar.spanId)
  writeHex(writer, exemplarField.traceId, exemplar.traceId)
  endMessage(writer, begun)
}
