import type { IncomingMessage, ServerResponse } from 'node:http'
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import type { MetricReader } from '@opentelemetry/sdk-metrics'
import { type ExemplarSource, openMetricsType, toOpenMetrics } from './open-metrics.ts'
import { toPrometheusNames } from './prometheus-names.ts'
import { createRequestProducer, durationDescriptor } from './request-producer.ts'
import type { Exemplar, RequestSeries } from './request-series.ts'

export type PrometheusEndpoint = {
  readonly reader: MetricReader
  /** Answers a scrape: OpenMetrics with exemplars to those who ask for it, the text format to all others. */
  answer(request: IncomingMessage, response: ServerResponse): void
}

/** Shows all metrics to Prometheus. The exporter's own server stays closed: it could not tell a taken port, nor answer OpenMetrics. */
export const createPrometheusEndpoint = (series: RequestSeries, start: number): PrometheusEndpoint => {
  const producer = createRequestProducer(series, { start, durations: true })
  const reader = new PrometheusExporter({ preventServerStart: true, metricProducers: [producer] })
  const serializer = new PrometheusSerializer()
  const exemplarsOf = toExemplarSource(series)
  const toText = async (openMetrics: boolean): Promise<string> => {
    const { resourceMetrics } = await reader.collect()
    const named = toPrometheusNames(resourceMetrics)
    return openMetrics ? toOpenMetrics(named, exemplarsOf) : serializer.serialize(named)
  }
  return {
    reader,
    answer: (request, response) => {
      const openMetrics = asksOpenMetrics(request.headers.accept)
      toText(openMetrics).then(
        (text) => {
          response.setHeader('content-type', openMetrics ? openMetricsType : textType)
          response.setHeader('vary', 'accept')
          response.end(request.method === 'HEAD' ? undefined : text)
        },
        () => {
          response.statusCode = 500
          response.end()
        },
      )
    },
  }
}

const textType = 'text/plain; version=0.0.4; charset=utf-8'

const asksOpenMetrics = (accept: string | undefined): boolean =>
  accept !== undefined && /application\/openmetrics-text(?!\s*;[^,]*q=0(?:\.0*)?\s*(?:,|$))/.test(accept)

/** The points of our histogram stand in the order of its series. */
const toExemplarSource =
  (series: RequestSeries): ExemplarSource =>
  (metric, point) =>
    metric.descriptor.description === durationDescriptor.description &&
    metric.descriptor.name.startsWith(durationDescriptor.name)
      ? (series.durations()[point]?.exemplars.map(toBucketExemplar) ?? [])
      : []

const toBucketExemplar = (exemplar: Exemplar | undefined): ReturnType<ExemplarSource>[number] =>
  exemplar && {
    traceId: exemplar.traceId,
    spanId: exemplar.spanId,
    value: exemplar.value,
    time: exemplar.time,
  }
