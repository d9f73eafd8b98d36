import { ExportResultCode } from '@opentelemetry/core'
import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer'
import {
  PeriodicExportingMetricReader,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics'
import type { AgentContext } from '../context.ts'
import { toResourceBytes } from '../otlp/envelope.ts'
import { encodeDurations } from './duration-encoder.ts'
import { createRequestProducer, durationDescriptor, requestScope } from './request-producer.ts'
import type { RequestSeries } from './request-series.ts'

/**
 * Sends metrics by OTLP at each interval. The first export comes early, so that a page opened at start shows something.
 */
export const createOtlpReader = (
  context: AgentContext,
  series: RequestSeries,
  start: number,
): PeriodicExportingMetricReader => {
  const { metricExportInterval: interval, metricExportTimeout: timeout } = context.config.otel
  const reader = new PeriodicExportingMetricReader({
    exporter: createExporter(context, series, start),
    exportIntervalMillis: interval,
    exportTimeoutMillis: Math.min(interval, timeout),
    metricProducers: [createRequestProducer(series, { start, durations: false })],
  })
  setTimeout(() => void reader.forceFlush().catch(() => undefined), Math.min(interval, firstExport)).unref()
  return reader
}

const firstExport = 5000

/**
 * Reports each export to the SDK as done at once, because the SDK waits with a timer that keeps the process alive for
 * half a minute. While an export is in flight, only the newest of the following ones is kept, since sums are
 * cumulative.
 */
const createExporter = (context: AgentContext, series: RequestSeries, start: number): PushMetricExporter => {
  let next: ResourceMetrics | undefined
  let sending: Promise<void> | undefined
  const sendAll = async (): Promise<void> => {
    while (next) {
      const body = toBody(context, next, series, start)
      next = undefined
      await send(context, body)
    }
    sending = undefined
  }
  const settled = async (): Promise<void> => sending
  return {
    export: (metrics, done) => {
      next = metrics
      sending ??= sendAll()
      done({ code: ExportResultCode.SUCCESS })
    },
    forceFlush: settled,
    shutdown: settled,
  }
}

/** The SDK's metrics, followed by our histogram with its exemplars. */
const toBody = (
  context: AgentContext,
  metrics: ResourceMetrics,
  series: RequestSeries,
  start: number,
): Uint8Array[] => {
  const sdk = ProtobufMetricsSerializer.serializeRequest(metrics) ?? new Uint8Array()
  const durations = series.durations()
  if (durations.length === 0) return [sdk]
  const own = encodeDurations(toResourceBytes(context.resourceAttributes), requestScope, {
    ...durationDescriptor,
    series: durations,
    start,
    now: Date.now(),
  })
  return [sdk, ...own]
}

/** Sums are cumulative, so the next export makes up for one that fails. */
const send = async (context: AgentContext, parts: readonly Uint8Array[]): Promise<void> => {
  const result = await context.post('metrics', parts)
  if (result.kind === 'refused') context.warnOnce('metrics-refused', `metrics were rejected: ${result.reason}`)
}
