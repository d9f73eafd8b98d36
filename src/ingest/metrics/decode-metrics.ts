import { toEncodedText } from '../../native/column.ts'
import { dataField, metricField, numberPointField } from '../../otlp-fields.ts'
import type { JournaledTable } from '../../tables.ts'
import { type AttributeList, createAttributeList } from '../attributes/attribute-list.ts'
import type { TextWriter } from '../attributes/text-writer.ts'
import type { AttributePrivacy } from '../attributes/value-writer.ts'
import { createDayParts, type DayParts } from '../day-parts.ts'
import { type Decoded, type Decoder, toDecoded } from '../decoded.ts'
import {
  createReader,
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
import { type InstrumentationScope, type Resource, readEnvelope } from '../protobuf/read-envelope.ts'
import { isZeroTime, type RecordTimes, refused } from '../record-times.ts'
import { type MetricTexts, putMetricOrigin, toNativeMetrics, toSeconds } from './metric-columns.ts'
import type { AggregationFacts, PointReader } from './metric-point.ts'
import { type PointKind, pointKinds } from './point-kinds.ts'

type Kind = { readonly tag: number; readonly table: JournaledTable; readonly parts: DayParts<PointReader> }

/** Makes the decoder of metric requests: a block for each kind that occurs, and each day. */
export const createMetricsDecoder = (privacy: AttributePrivacy, times: RecordTimes): Decoder => {
  const attributes = createAttributeList(privacy)
  const readers = pointKinds.map((kind) => toKind(kind, attributes))
  return (body): Decoded => {
    for (const { parts } of readers) parts.clear()
    times.begin()
    readEnvelope(createReader(body), attributes, (r, end, resource, scope) =>
      readMetric(r, end, { resource, scope, readers, text: privacy.text, times }),
    )
    const blocks = readers.flatMap(({ parts, table }) => parts.take(table))
    return toDecoded(blocks, times.refusals())
  }
}

const toKind = ({ tag, table, create }: PointKind, attributes: AttributeList): Kind => {
  const parts = createDayParts(() => {
    const columns = create(attributes)
    return { columns, native: [...toNativeMetrics(columns.columns), ...columns.own] }
  })
  return { tag, table, parts }
}

const metricTags = toTags(metricField)
const metricFields = toKnownFields(metricField)
const noText = Buffer.from([0])

type MetricSurroundings = {
  readonly resource: Resource
  readonly scope: InstrumentationScope
  readonly readers: readonly Kind[]
  readonly text: TextWriter
  readonly times: RecordTimes
}

const readMetric = (r: Reader, end: number, around: MetricSurroundings): void => {
  const { readers, text } = around
  const texts: { name: Buffer; description: Buffer; unit: Buffer } = { name: noText, description: noText, unit: noText }
  let kind: Kind | undefined
  let dataStart = 0
  let dataEnd = 0
  while (r.pos < end) {
    const tag = readVarint(r)
    const known = readers.find((reader) => reader.tag === tag)
    if (tag === metricTags.name) texts.name = readText(r, readEnd(r, end))
    else if (tag === metricTags.description) texts.description = readScrubbed(r, readEnd(r, end), text)
    else if (tag === metricTags.unit) texts.unit = readText(r, readEnd(r, end))
    else if (tag === metricTags.metadata) r.pos = readEnd(r, end)
    else if (known !== undefined) {
      kind = known
      dataEnd = readEnd(r, end)
      dataStart = r.pos
      r.pos = dataEnd
    } else skipField(r, tag, end, metricFields)
  }
  finishMessage(r, end)
  r.pos = dataStart
  if (kind !== undefined) readPoints(r, dataEnd, kind, texts, around)
  r.pos = end
}

const readText = (r: Reader, end: number): Buffer => {
  const encoded = toEncodedText(r.bytes, r.pos, end)
  r.pos = end
  return encoded
}

/** A description is scrubbed like any text; names and units come from code. */
const readScrubbed = (r: Reader, end: number, text: TextWriter): Buffer => {
  const clean = Buffer.from(text.toScrubbed(r.bytes.toString('utf8', r.pos, end)))
  r.pos = end
  return toEncodedText(clean, 0, clean.length)
}

const dataTags = toTags(dataField, { aggregationTemporality: 'varint', isMonotonic: 'varint' })
const dataFields = toKnownFields(dataField)

/** The fields that the points share follow them: those are found first, then the points are read. */
const readPoints = (r: Reader, end: number, kind: Kind, texts: MetricTexts, around: MetricSurroundings): void => {
  const facts: AggregationFacts = { temporality: 0, monotonic: false }
  const starts: number[] = []
  const ends: number[] = []
  while (r.pos < end) {
    const tag = readVarint(r)
    if (tag === dataTags.dataPoints) {
      const pointEnd = readEnd(r, end)
      starts.push(r.pos)
      ends.push(pointEnd)
      r.pos = pointEnd
    } else if (tag === dataTags.aggregationTemporality) facts.temporality = readVarint(r)
    else if (tag === dataTags.isMonotonic) facts.monotonic = readVarint(r) !== 0
    else skipField(r, tag, end, dataFields)
  }
  finishMessage(r, end)
  for (let i = 0; i < starts.length; i++) {
    r.pos = starts[i]!
    putPoint(r, ends[i]!, kind, facts, texts, around)
  }
}

const putPoint = (
  r: Reader,
  end: number,
  kind: Kind,
  facts: AggregationFacts,
  texts: MetricTexts,
  { resource, scope, times }: MetricSurroundings,
): void => {
  const start = r.pos
  const time = findTime(r, end)
  const day = times.dayAt(r.bytes, time)
  if (day === refused) return
  const part = kind.parts.of(day)
  const seconds = isZeroTime(r.bytes, time) ? toSeconds(times.receipt, 0) : toSeconds(r.bytes, time)
  putMetricOrigin(part.columns.columns, resource, scope, texts)
  r.pos = start
  part.columns.read(r, end, facts, seconds)
  part.rows++
}

/** The same field in points of all kinds. */
const timeTag = toTag(numberPointField.timeUnixNano, 'fixed64')

/** Position of a point's time; -1 for none. It selects the columns of the point. */
const findTime = (r: Reader, end: number): number => {
  let time = -1
  while (r.pos < end) {
    const tag = readVarint(r)
    if (tag === timeTag) time = readFixed64At(r, end)
    else skipField(r, tag, end, 0)
  }
  return time
}
