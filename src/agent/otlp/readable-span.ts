import type { Attributes, HrTime, Link, SpanContext } from '@opentelemetry/api'
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace'
import { eventField, linkField, spanField } from '../../otlp-fields.ts'
import { queryNames, toQueryWithoutValues, toUrlWithoutValues, urlNames } from '../../privacy/url.ts'
import { writeAttribute } from './any-value.ts'
import {
  beginMessage,
  endMessage,
  type ProtobufWriter,
  writeFixed32,
  writeHex,
  writeSecondsAndNanos,
  writeString,
  writeUint,
  writeUnixNanos,
} from './protobuf-writer.ts'
import { contextHasIsRemote, contextIsRemote, writeStatus } from './span-fields.ts'

const urls: ReadonlySet<string> = new Set(urlNames)
const queries: ReadonlySet<string> = new Set(queryNames)

/** Writes the fields of a `Span` message from a span of the OpenTelemetry SDK. */
export const writeReadableSpan = (writer: ProtobufWriter, span: ReadableSpan): void => {
  writeIdentity(writer, span)
  writeString(writer, spanField.name, span.name)
  // The API counts kinds from 0 = internal, OTLP from 1.
  writeUint(writer, spanField.kind, span.kind + 1)
  writeTime(writer, spanField.startTimeUnixNano, span.startTime)
  writeTime(writer, spanField.endTimeUnixNano, span.endTime)
  for (const key of Object.keys(span.attributes)) {
    writeAttribute(writer, spanField.attributes, key, toSafeValue(key, span.attributes[key]))
  }
  writeCount(writer, spanField.droppedAttributesCount, span.droppedAttributesCount)
  for (const timed of span.events) writeEvent(writer, timed)
  writeCount(writer, spanField.droppedEventsCount, span.droppedEventsCount)
  for (const linked of span.links) writeLink(writer, linked)
  writeCount(writer, spanField.droppedLinksCount, span.droppedLinksCount)
  writeStatus(writer, span.status.code, span.status.message)
}

/** Stock instrumentations record whole URLs: query values and passwords are removed. */
export const toSafeValue = (key: string, value: unknown): unknown => {
  if (typeof value !== 'string') return value
  if (urls.has(key)) return toUrlWithoutValues(value)
  return queries.has(key) ? toQueryWithoutValues(value) : value
}

const writeIdentity = (writer: ProtobufWriter, span: ReadableSpan): void => {
  const own = span.spanContext()
  const parent = span.parentSpanContext
  writeHex(writer, spanField.traceId, own.traceId)
  writeHex(writer, spanField.spanId, own.spanId)
  const state = own.traceState?.serialize()
  if (state) writeString(writer, spanField.traceState, state)
  if (parent) writeHex(writer, spanField.parentSpanId, parent.spanId)
  writeFixed32(writer, spanField.flags, own.traceFlags | contextHasIsRemote | (parent?.isRemote ? contextIsRemote : 0))
}

/** Writes an event of ours; `time` in ms since the epoch. */
export const writeTimedEvent = (
  writer: ProtobufWriter,
  timed: {
    readonly name: string
    readonly time: number
    readonly attributes: Attributes | undefined
    readonly dropped: number
  },
): void => {
  const start = beginMessage(writer, spanField.events)
  writeUnixNanos(writer, eventField.timeUnixNano, timed.time)
  writeString(writer, eventField.name, timed.name)
  writeAttributes(writer, eventField.attributes, timed.attributes)
  writeCount(writer, eventField.droppedAttributesCount, timed.dropped)
  endMessage(writer, start)
}

const writeEvent = (writer: ProtobufWriter, timed: TimedEvent): void => {
  const start = beginMessage(writer, spanField.events)
  writeTime(writer, eventField.timeUnixNano, timed.time)
  writeString(writer, eventField.name, timed.name)
  writeAttributes(writer, eventField.attributes, timed.attributes)
  writeCount(writer, eventField.droppedAttributesCount, timed.droppedAttributesCount)
  endMessage(writer, start)
}

export const writeLink = (writer: ProtobufWriter, linked: Link): void => {
  const start = beginMessage(writer, spanField.links)
  const context: SpanContext = linked.context
  writeHex(writer, linkField.traceId, context.traceId)
  writeHex(writer, linkField.spanId, context.spanId)
  const state = context.traceState?.serialize()
  if (state) writeString(writer, linkField.traceState, state)
  writeAttributes(writer, linkField.attributes, linked.attributes)
  writeCount(writer, linkField.droppedAttributesCount, linked.droppedAttributesCount)
  writeFixed32(
    writer,
    linkField.flags,
    context.traceFlags | contextHasIsRemote | (context.isRemote ? contextIsRemote : 0),
  )
  endMessage(writer, start)
}

const writeAttributes = (writer: ProtobufWriter, field: number, attributes: Attributes | undefined): void => {
  if (attributes) for (const key of Object.keys(attributes)) writeAttribute(writer, field, key, attributes[key])
}

const writeTime = (writer: ProtobufWriter, field: number, time: HrTime): void =>
  writeSecondsAndNanos(writer, field, time[0], time[1])

/** Writes how many were dropped; zero is omitted. */
export const writeCount = (writer: ProtobufWriter, field: number, count: number | undefined): void => {
  if (count) writeUint(writer, field, count)
}
