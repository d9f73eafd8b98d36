import type { SpanContext } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { scrubFreeText } from '../../privacy/scrub-free-text.ts'
import { type Target, toServiceTarget } from '../delivery/target.ts'
import { createSpanFace } from '../open-telemetry/span-face.ts'
import { toRequestBody, toResourceBytes } from '../otlp/envelope.ts'
import { rejectedRecords } from '../otlp/partial-success.ts'
import { writeReadableSpan } from '../otlp/readable-span.ts'
import type { OtlpScope } from '../otlp/records.ts'
import { createOtlpSegment } from '../otlp/segments.ts'
import type { ResourceAttributes } from '../resource.ts'
import { isServerSpan } from '../storage.ts'
import { createToPrivate } from './private-value.ts'
import { toTracesAddress } from './sentry-dsn.ts'
import type { EndedSpan, Sink, SinkHost } from './sink.ts'

/** Resource attributes that are sent: those of the service, not of the machine. */
const resourceNames = /^(?:service\.(?!instance)|deployment\.environment|telemetry\.|process\.runtime\.)/

/** Sends a share of the traces to Sentry's OTLP endpoint, scrubbed. A trace is sent completely or not at all. */
export const createSentryTraces = (host: SinkHost, dsn: string): Pick<Sink, 'span' | 'flush' | 'close'> => {
  const { otel, agent } = host.config
  const open = createOtlpSegment()
  const target = toTarget(dsn)
  const queue = host.delivery.openQueue({
    key: 'spans to Sentry',
    limits: {
      batch: otel.bspMaxExportBatchSize,
      records: otel.bspMaxQueueSize ?? Number.POSITIVE_INFINITY,
      bytes: agent.exportMaxBytes,
      delay: otel.bspScheduleDelay,
    },
    open,
    target: () => target,
    toBody: (sections) => toRequestBody(toResourceBytes(toSentResource(host.resourceAttributes)), sections),
    toRejected: rejectedRecords,
  })
  const toScrubbed = createScrub(createToPrivate(host.config.hub.deniedKeys))
  const bound = agent.sentryTracesRate * 2 ** 32
  return {
    span: (span) => {
      const readable = toReadable(host, span)
      const { traceId } = readable.spanContext()
      if (queue.isClosed || Number.parseInt(traceId.slice(-8), 16) >= bound) return
      open.write(readable.instrumentationScope as OtlpScope, writeReadableSpan, toScrubbed(readable))
      queue.grown()
    },
    flush: queue.flush,
    close: async () => queue.close(),
  }
}

const toReadable = (host: SinkHost, span: EndedSpan): ReadableSpan =>
  isServerSpan(span) ? createSpanFace(span, host.resource) : span

const toSentResource = (attributes: ResourceAttributes): ResourceAttributes =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => resourceNames.test(name)))

/** Removes the trace state, which is not meant for Sentry. */
const toSentContext = ({ traceState: _, ...ids }: SpanContext): SpanContext => ids

type Attributes = ReadableSpan['attributes']

const createScrub =
  (toPrivate: (values: object) => object) =>
  (span: ReadableSpan): ReadableSpan => ({
    name: scrubFreeText(span.name),
    kind: span.kind,
    spanContext: () => toSentContext(span.spanContext()),
    ...(span.parentSpanContext && { parentSpanContext: toSentContext(span.parentSpanContext) }),
    startTime: span.startTime,
    endTime: span.endTime,
    duration: span.duration,
    ended: span.ended,
    status: { ...span.status, ...(span.status.message && { message: scrubFreeText(span.status.message) }) },
    attributes: toPrivate(span.attributes) as Attributes,
    events: span.events.map((event) => ({ ...event, attributes: toPrivate(event.attributes ?? {}) as Attributes })),
    links: span.links.map((link) => ({
      ...link,
      context: toSentContext(link.context),
      attributes: toPrivate(link.attributes ?? {}) as Attributes,
    })),
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  })

const toTarget = (dsn: string): Target => {
  const { url, headers } = toTracesAddress(dsn)
  return toServiceTarget({
    url: new URL(url),
    headers: { ...headers, 'content-type': 'application/x-protobuf' },
    gzip: false,
  })
}
