import { type ExportResult, ExportResultCode } from '@opentelemetry/core'
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

/** Sends metrics by OTLP at each interval. The first export comes early, so that a page opened at start shows something. */
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

const createExporter = (context: AgentContext, series: RequestSeries, start: number): PushMetricExporter => ({
  export: (metrics, done) => {
    void send(context, toBody(context, metrics, series, start)).then(done)
  },
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
})

/** The SDK's metrics, and after them our histogram with its exemplars. */
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

/** Sums since the start are sent each time, so what does not arrive now is made good by the next export. */
const send = async (context: AgentContext, parts: readonly Uint8Array[]): Promise<ExportResult> => {
  const result = await context.post('metrics', parts)
  if (result.kind === 'refused') context.warnOnce('metrics-refused', `metrics are refused: ${result.reason}`)
  return { code: ExportResultCode.SUCCESS }
}
