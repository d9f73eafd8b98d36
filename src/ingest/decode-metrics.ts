import { type AttributeList, createAttributeList } from './attribute-list.ts'
import { toEncodedText } from './column.ts'
import type { Decoded, Decoder } from './decoded.ts'
import { type Resource, readEnvelope, type Scope } from './envelope.ts'
import { createExponentialReader } from './exponential-points.ts'
import { createHistogramReader } from './histogram-points.ts'
import { type MetricTexts, putMetricOrigin, toNativeMetrics } from './metric-columns.ts'
import type { MetricFacts, PointReader } from './metric-point.ts'
import { type BlockBuilder, createBlockBuilder } from './native-block.ts'
import { createGaugeReader, createSumReader } from './number-points.ts'
import {
  createReader,
  finishMessage,
  type Reader,
  readEnd,
  readVarint,
  skipField,
  toKnownFields,
} from './protobuf-reader.ts'
import { createSummaryReader } from './summary-points.ts'
import type { TextWriter } from './text-writer.ts'
import type { AttributePrivacy } from './value-writer.ts'

/** The kinds of metrics by the tag of their field in Metric. */
const kinds: readonly (readonly [tag: number, create: (attributes: AttributeList) => PointReader])[] = [
  [42, createGaugeReader],
  [58, createSumReader],
  [74, createHistogramReader],
  [82, createExponentialReader],
  [90, createSummaryReader],
]

type Kind = { readonly tag: number; readonly reader: PointReader; readonly block: BlockBuilder; rows: number }

/** Makes the decoder of metric requests: a block for each kind that occurs. */
export function createMetricsDecoder(privacy: AttributePrivacy): Decoder {
  const attributes = createAttributeList(privacy)
  const readers = kinds.map(([tag, create]) => toKind(tag, create(attributes)))
  return (body): Decoded => {
    for (const kind of readers) {
      kind.rows = 0
      kind.block.clear()
    }
    readEnvelope(createReader(body), attributes, (r, end, resource, scope) =>
      readMetric(r, end, { resource, scope, readers, text: privacy.text }),
    )
    const filled = readers.filter(({ rows }) => rows > 0)
    const blocks = filled.map(({ reader, rows, block }) => ({ table: reader.table, rows, bytes: block.take(rows) }))
    return { blocks, accepted: filled.reduce((sum, { rows }) => sum + rows, 0), refused: 0, reason: '' }
  }
}

function toKind(tag: number, reader: PointReader): Kind {
  return { tag, reader, rows: 0, block: createBlockBuilder([...toNativeMetrics(reader.columns), ...reader.own]) }
}

const metricFields = toKnownFields(1, 2, 3, 5, 7, 9, 10, 11, 12)
const noText = Buffer.from([0])

type MetricSurroundings = {
  readonly resource: Resource
  readonly scope: Scope
  readonly readers: readonly Kind[]
  readonly text: TextWriter
}

function readMetric(r: Reader, end: number, { resource, scope, readers, text }: MetricSurroundings): void {
  const texts: { name: Buffer; description: Buffer; unit: Buffer } = { name: noText, description: noText, unit: noText }
  let kind: Kind | undefined
  let dataStart = 0
  let dataEnd = 0
  while (r.pos < end) {
    const tag = readVarint(r)
    const known = readers.find((reader) => reader.tag === tag)
    if (tag === 10) texts.name = readText(r, readEnd(r, end))
    else if (tag === 18) texts.description = readScrubbed(r, readEnd(r, end), text)
    else if (tag === 26) texts.unit = readText(r, readEnd(r, end))
    else if (tag === 98) r.pos = readEnd(r, end)
    else if (known !== undefined) {
      kind = known
      dataEnd = readEnd(r, end)
      dataStart = r.pos
      r.pos = dataEnd
    } else skipField(r, tag, end, metricFields)
  }
  finishMessage(r, end)
  r.pos = dataStart
  if (kind !== undefined) readPoints(r, dataEnd, kind, resource, scope, texts)
  r.pos = end
}

function readText(r: Reader, end: number): Buffer {
  const encoded = toEncodedText(r.bytes, r.pos, end)
  r.pos = end
  return encoded
}

/** A sentence is text like any other; names and units are words of the code. */
function readScrubbed(r: Reader, end: number, text: TextWriter): Buffer {
  const clean = Buffer.from(text.toScrubbed(r.bytes.toString('utf8', r.pos, end)))
  r.pos = end
  return toEncodedText(clean, 0, clean.length)
}

const dataFields = toKnownFields(1, 2, 3)

/** What the points share stands behind them: found first, then the points are read. */
function readPoints(r: Reader, end: number, kind: Kind, resource: Resource, scope: Scope, texts: MetricTexts): void {
  const facts: MetricFacts = { temporality: 0, monotonic: false }
  const starts: number[] = []
  const ends: number[] = []
  while (r.pos < end) {
    const tag = readVarint(r)
    if (tag === 10) {
      const pointEnd = readEnd(r, end)
      starts.push(r.pos)
      ends.push(pointEnd)
      r.pos = pointEnd
    } else if (tag === 16) facts.temporality = readVarint(r)
    else if (tag === 24) facts.monotonic = readVarint(r) !== 0
    else skipField(r, tag, end, dataFields)
  }
  finishMessage(r, end)
  for (let i = 0; i < starts.length; i++) {
    r.pos = starts[i]!
    putMetricOrigin(kind.reader.columns, resource, scope, texts)
    kind.reader.read(r, ends[i]!, facts)
    kind.rows++
  }
}
