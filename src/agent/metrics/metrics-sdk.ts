import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import { version } from '../../version.ts'
import type { AgentContext } from '../context.ts'
import { createOtlpReader } from './otlp-exporter.ts'
import { observeProcess } from './process-metrics.ts'
import { createPrometheusEndpoint, type PrometheusEndpoint } from './prometheus.ts'
import type { RequestSeries } from './request-series.ts'

export type MetricsSdk = {
  readonly provider: MeterProvider
  /** Undefined when `OTEL_METRICS_EXPORTER` has no `prometheus`. */
  readonly prometheus: PrometheusEndpoint | undefined
}

/** Composes the OpenTelemetry metrics SDK: runtime and process metrics, ours, and the readers that are asked for. */
export const createMetricsSdk = (context: AgentContext, series: RequestSeries, start: number): MetricsSdk => {
  const { metricsExporter } = context.config.otel
  const prometheus = metricsExporter.includes('prometheus')
    ? createPrometheusEndpoint(context, series, start)
    : undefined
  const otlp = metricsExporter.includes('otlp') ? createOtlpReader(context, series, start) : undefined
  const readers = [otlp, prometheus?.reader].filter((reader) => reader !== undefined)
  const provider = new MeterProvider({ resource: context.resource, readers })
  new RuntimeNodeInstrumentation().setMeterProvider(provider)
  observeProcess(provider.getMeter('plainsight', version))
  context.onShutdown(() => otlp?.forceFlush().catch(() => undefined))
  return { provider, prometheus }
}
