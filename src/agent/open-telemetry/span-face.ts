import {
  type Attributes,
  type AttributeValue,
  createTraceState,
  type Exception,
  type HrTime,
  type Link,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanStatus,
  type TimeInput,
  TraceFlags,
} from '@opentelemetry/api'
import { hrTimeDuration, millisToHrTime, timeInputToHrTime } from '@opentelemetry/core'
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace'
import { toEpoch } from '../clock.ts'
import { agentScope } from '../otlp/envelope.ts'
import { ownAttributes } from '../server/encode.ts'
import { detailsOf, isRecorded, recordException, type ServerSpan } from '../server/server-span.ts'
import { addEvent, addLink, setDetail } from '../server/span-details.ts'
import type { Resource } from './sdk-types.ts'

/** A server span with the interfaces of the API and the SDK. */
export type ServerSpanFace = Span & ReadableSpan

/** The ids of a server span, and its trace state. */
export const toSpanContext = (span: ServerSpan): SpanContext => ({
  traceId: span.ids.traceId,
  spanId: span.ids.spanId,
  traceFlags: span.ids.traceFlags,
  ...(span.traceState ? { traceState: createTraceState(span.traceState) } : {}),
})

/**
 * Creates both interfaces of a server span: what the app writes through the API is stored in the plain span, and what
 * span processors read comes from it. Writes to a span that has ended are ignored, as the API requires.
 */
export const createSpanFace = (span: ServerSpan, resource: Resource): ServerSpanFace => {
  const context = toSpanContext(span)
  const writable = (): boolean => !span.ended && isRecorded(span)
  const face: Span = {
    spanContext: () => context,
    isRecording: writable,
    setAttribute: (key, value) => {
      if (!span.ended && !knowRequest(span, key, value) && writable()) setAttribute(span, key, value)
      return face
    },
    setAttributes: (attributes) => {
      for (const [key, value] of Object.entries(attributes)) face.setAttribute(key, value as AttributeValue)
      return face
    },
    addEvent: (name, second, third) => {
      if (writable()) addTimedEvent(span, name, second, third)
      return face
    },
    addLink: (link) => face.addLinks([link]),
    addLinks: (links) => {
      if (writable()) for (const link of links) addLink(detailsOf(span), link)
      return face
    },
    setStatus: ({ code, message }) => {
      if (writable()) Object.assign(detailsOf(span), { statusCode: code, statusMessage: message })
      return face
    },
    updateName: (name) => {
      if (writable()) detailsOf(span).name = name
      return face
    },
    recordException: (exception: Exception) => {
      if (writable()) recordException(span, exception)
    },
    // A server span ends with its response; calls of `end` are ignored.
    end: () => undefined,
  }
  return Object.defineProperties(face, toReadable(span, context, resource)) as ServerSpanFace
}

/**
 * Stores what has a field of its own, even if the span is not sampled: requests are counted by route, and events
 * contain the user.
 */
const knowRequest = (span: ServerSpan, key: string, value: AttributeValue | undefined): boolean => {
  if (key === 'http.route') {
    if (typeof value === 'string') span.route = value
    return true
  }
  if (key !== 'user.id' && key !== 'session.id') return false
  if (typeof value === 'string' || typeof value === 'number') {
    span.ids[key === 'user.id' ? 'userId' : 'sessionId'] = String(value)
  }
  return true
}

const setAttribute = (span: ServerSpan, key: string, value: AttributeValue | undefined): void => {
  if (value !== undefined && value !== null) setDetail(detailsOf(span), key, value)
}

const addTimedEvent = (
  span: ServerSpan,
  name: string,
  second: Attributes | TimeInput | undefined,
  third: TimeInput | undefined,
): void => {
  const isTime = typeof second === 'number' || second instanceof Date || Array.isArray(second)
  const time = isTime ? (second as TimeInput) : third
  const attributes = isTime || second === undefined ? undefined : (second as Attributes)
  addEvent(detailsOf(span), name, toMilliseconds(time), attributes)
}

const toMilliseconds = (time: TimeInput | undefined): number => {
  if (time === undefined) return toEpoch(performance.now())
  const [seconds, nanoseconds] = timeInputToHrTime(time)
  return seconds * 1000 + nanoseconds / 1e6
}

/** Getters of the SDK's `ReadableSpan`: they read the plain span when called. */
const toReadable = (span: ServerSpan, context: SpanContext, resource: Resource): PropertyDescriptorMap => {
  const getters: { [K in keyof Required<Omit<ReadableSpan, 'spanContext'>>]: () => ReadableSpan[K] } = {
    name: () => span.details?.name ?? span.template?.name ?? span.active.method,
    kind: () => SpanKind.SERVER,
    parentSpanContext: () => toParentContext(span),
    startTime: () => millisToHrTime(toEpoch(span.start)),
    endTime: () => toEndTime(span),
    status: () => toStatus(span),
    attributes: () => toAttributes(span),
    links: () => span.details?.links ?? ([] as Link[]),
    events: () => toEvents(span),
    duration: () => (span.ended ? hrTimeDuration(millisToHrTime(toEpoch(span.start)), toEndTime(span)) : [0, 0]),
    ended: () => span.ended,
    resource: () => resource,
    instrumentationScope: () => agentScope,
    droppedAttributesCount: () => span.details?.droppedAttributes ?? 0,
    droppedEventsCount: () => span.details?.droppedEvents ?? 0,
    droppedLinksCount: () => span.details?.droppedLinks ?? 0,
  }
  void context
  return Object.fromEntries(
    Object.entries(getters).map(([name, get]) => [name, { get, enumerable: true, configurable: true }]),
  )
}

export const toParentContext = ({ parent }: ServerSpan): SpanContext | undefined =>
  parent && {
    traceId: parent.traceId,
    spanId: parent.spanId,
    traceFlags: parent.sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
  }

const toEndTime = (span: ServerSpan): HrTime => (span.ended ? millisToHrTime(toEpoch(span.end)) : [0, 0])

const toStatus = ({ details, template }: ServerSpan): SpanStatus => {
  const code = details?.statusCode || (template?.failed ? 2 : 0)
  return details?.statusMessage === undefined ? { code } : { code, message: details.statusMessage }
}

const toAttributes = (span: ServerSpan): Attributes => ({
  ...span.template?.attributes,
  ...ownAttributes(span),
  ...(span.details ? Object.fromEntries(span.details.attributes) : {}),
})

const toEvents = ({ details }: ServerSpan): TimedEvent[] =>
  (details?.events ?? []).map(({ name, time, attributes, dropped }) => ({
    name,
    time: millisToHrTime(time),
    ...(attributes ? { attributes } : {}),
    droppedAttributesCount: dropped,
  }))
