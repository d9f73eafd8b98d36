import type { IncomingMessage, ServerResponse } from 'node:http'
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { DataPointType, type MetricData, type MetricReader, type ResourceMetrics } from '@opentelemetry/sdk-metrics'
import type { AgentContext } from '../context.ts'
import type { Snapshot } from './cluster-messages.ts'
import { joinCluster } from './cluster-worker.ts'
import { openMetricsType, toOpenMetrics } from './open-metrics.ts'
import { toPrometheusNames } from './prometheus-names.ts'
import { createRequestProducer, durationDescriptor, requestScope } from './request-producer.ts'
import type { RequestSeries } from './request-series.ts'

export type PrometheusEndpoint = {
  readonly reader: MetricReader
  /** Answers a scrape: OpenMetrics with exemplars if the scraper accepts it, else the text format. */
  answer(request: IncomingMessage, response: ServerResponse): void
}

/**
 * Exposes all metrics to Prometheus, in a cluster those of all workers. The exporter's own server is not used: it
 * cannot report that the port is in use, and does not support OpenMetrics.
 */
export const createPrometheusEndpoint = (
  context: AgentContext,
  series: RequestSeries,
  start: number,
): PrometheusEndpoint => {
  const producer = createRequestProducer(series, { start, durations: true })
  const reader = new PrometheusExporter({ preventServerStart: true, metricProducers: [producer] })
  const serializer = new PrometheusSerializer()
  const collect = async (): Promise<Snapshot> => withExemplars((await reader.collect()).resourceMetrics, series)
  const worker = joinCluster(collect)
  if (worker) context.onFlush(worker.leave)
  const toText = async (openMetrics: boolean): Promise<string> => {
    const { resource, scopeMetrics } = await (worker?.collect() ?? collect())
    const named = toPrometheusNames({ resource: resourceFromAttributes(resource.attributes), scopeMetrics })
    return openMetrics ? toOpenMetrics(named) : serializer.serialize(named)
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

/** The points of our histogram are in the order of its series. */
const withExemplars = ({ resource, scopeMetrics }: ResourceMetrics, series: RequestSeries): Snapshot => {
  const durations = series.durations()
  const add = (metric: MetricData): MetricData =>
    metric.dataPointType === DataPointType.HISTOGRAM && metric.descriptor.name === durationDescriptor.name
      ? {
          ...metric,
          dataPoints: metric.dataPoints.map((point, at) => ({ ...point, exemplars: durations[at]?.exemplars })),
        }
      : metric
  return {
    resource: { attributes: resource.attributes },
    scopeMetrics: scopeMetrics.map(({ scope, metrics }) => ({
      scope,
      metrics: scope.name === requestScope.name ? metrics.map(add) : metrics,
    })),
  }
}
