import { SpanKind } from '@opentelemetry/api'
import { hrTimeToMicroseconds } from '@opentelemetry/core'
import type { Resource } from '@opentelemetry/resources'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import type { Config } from '../../config/schema.ts'
import { redactText } from '../../privacy/redact-text.ts'
import { toLogAttributes, toLogLimits } from '../logs/log-fields.ts'
import type { LogRecord } from '../logs/log-record.ts'
import { createSpanFace, type ServerSpanFace } from '../open-telemetry/span-face.ts'
import { toSafeValue } from '../otlp/readable-span.ts'
import { isServerSpan } from '../storage.ts'
import type { EndedSpan, Sink } from './sink.ts'

/**
 * Writes each record to stdout as a line of JSON, with the fields of OpenTelemetry's own console exporters: for
 * debugging, not for production.
 * @see https://opentelemetry.io/docs/specs/otel/trace/sdk_exporters/stdout/
 */
export const createConsoleSink = (config: Config, resource: Resource): Sink => {
  const limits = toLogLimits(config.otel)
  let isClosed = false
  const write = (record: object): void => {
    if (!isClosed) process.stdout.write(`${JSON.stringify(record, toJsonValue)}\n`)
  }
  const writeLog = (record: LogRecord): void =>
    write({ ...toLogFields(record), attributes: toLogAttributes(record, limits) })
  const toReadable = (span: EndedSpan): ReadableSpan =>
    isServerSpan(span) ? ((span.face as ServerSpanFace | undefined) ?? createSpanFace(span, resource)) : span
  return {
    span: (span) => write(toSpanFields(toReadable(span))),
    log: writeLog,
    event: writeLog,
    flush: async () => undefined,
    close: async () => {
      isClosed = true
    },
  }
}

const toSpanFields = (span: ReadableSpan): object => ({
  name: span.name,
  kind: SpanKind[span.kind],
  traceId: span.spanContext().traceId,
  id: span.spanContext().spanId,
  parentSpanId: span.parentSpanContext?.spanId,
  timestamp: hrTimeToMicroseconds(span.startTime),
  duration: hrTimeToMicroseconds(span.duration),
  attributes: Object.fromEntries(Object.entries(span.attributes).map(([key, value]) => [key, toSafeValue(key, value)])),
  status: span.status,
  events: span.events,
  links: span.links,
  instrumentationScope: span.instrumentationScope,
})

const toLogFields = ({ scope, time, severity, body, ids, eventName }: LogRecord): object => ({
  eventName,
  body: body === '' ? undefined : redactText(body),
  severityText: severity.text,
  severityNumber: severity.number,
  traceId: ids?.traceId,
  spanId: ids?.spanId,
  timestamp: Math.round(time * 1000),
  instrumentationScope: scope,
})

/** JSON has no numbers of this size. */
const toJsonValue = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)
