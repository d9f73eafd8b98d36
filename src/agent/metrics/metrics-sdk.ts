import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node'
import { ConsoleMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { version } from '../../version.ts'
import type { AgentContext } from '../context.ts'
import { createOtlpReader } from './otlp-exporter.ts'
import { observeProcess } from './process-metrics.ts'
import { createPrometheusEndpoint, type PrometheusEndpoint } from './prometheus.ts'
import { createRequestProducer } from './request-producer.ts'
import type { RequestSeries } from './request-series.ts'

export type MetricsSdk = {
  readonly provider: MeterProvider
  /** Undefined when `OTEL_METRICS_EXPORTER` has no `prometheus`. */
  readonly prometheus: PrometheusEndpoint | undefined
}

/**
 * Composes the OpenTelemetry metrics SDK: runtime and process metrics, ours, and the readers of
 * `OTEL_METRICS_EXPORTER`.
 */
export const createMetricsSdk = (context: AgentContext, series: RequestSeries, start: number): MetricsSdk => {
  const { metricsExporter, metricExportInterval: exportIntervalMillis } = context.config.otel
  const prometheus = metricsExporter.includes('prometheus')
    ? createPrometheusEndpoint(context, series, start)
    : undefined
  const otlp = metricsExporter.includes('otlp') ? createOtlpReader(context, series, start) : undefined
  const printer = metricsExporter.includes('console')
    ? new PeriodicExportingMetricReader({
        exporter: new ConsoleMetricExporter(),
        exportIntervalMillis,
        metricProducers: [createRequestProducer(series, { start, durations: true })],
      })
    : undefined
  const readers = [otlp, prometheus?.reader, printer].filter((reader) => reader !== undefined)
  const provider = new MeterProvider({ resource: context.resource, readers })
  new RuntimeNodeInstrumentation().setMeterProvider(provider)
  observeProcess(provider.getMeter('plainsight', version))
  for (const reader of [otlp, printer]) context.onFlush(() => reader?.forceFlush().catch(() => undefined))
  context.onClose(() => provider.shutdown().catch(() => undefined))
  return { provider, prometheus }
}
