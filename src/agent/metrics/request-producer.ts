import { type HrTime, ValueType } from '@opentelemetry/api'
import { emptyResource } from '@opentelemetry/resources'
import {
  AggregationTemporality,
  DataPointType,
  type HistogramMetricData,
  type MetricProducer,
  type SumMetricData,
} from '@opentelemetry/sdk-metrics'
import { version } from '../../version.ts'
import { type ActiveSeries, durationBoundaries, type RequestSeries } from './request-series.ts'

export const requestScope: { readonly name: string; readonly version: string } = { name: 'plainsight', version }

export const durationDescriptor = {
  name: 'http.server.request.duration',
  description: 'Duration of HTTP server requests.',
  unit: 's',
  valueType: ValueType.DOUBLE,
} as const

const activeDescriptor = {
  name: 'http.server.active_requests',
  description: 'Number of active HTTP server requests.',
  unit: '{request}',
  valueType: ValueType.INT,
} as const

const streamsDescriptor = {
  name: 'plainsight.http.server.open_streams',
  description: 'Number of open event streams, WebSockets and tunnels.',
  unit: '{stream}',
  valueType: ValueType.INT,
} as const

/**
 * Provides our own request metrics to a reader of the OpenTelemetry SDK. `durations: false` omits the histogram, for a
 * reader that gets it another way.
 */
export const createRequestProducer = (
  series: RequestSeries,
  { start, durations }: { readonly start: number; readonly durations: boolean },
): MetricProducer => ({
  collect: async () => {
    const times = { startTime: toHrTime(start), endTime: toHrTime(Date.now()) }
    const all = [
      ...(durations ? [toHistogram(series, times)] : []),
      toOpen(activeDescriptor, series.active(), times),
      toOpen(streamsDescriptor, series.streams(), times),
    ]
    const metrics = all.filter(({ dataPoints }) => dataPoints.length > 0)
    return {
      resourceMetrics: { resource: emptyResource(), scopeMetrics: [{ scope: requestScope, metrics }] },
      errors: [],
    }
  },
})

type Times = { readonly startTime: HrTime; readonly endTime: HrTime }

const toHistogram = (series: RequestSeries, times: Times): HistogramMetricData => ({
  descriptor: durationDescriptor,
  aggregationTemporality: AggregationTemporality.CUMULATIVE,
  dataPointType: DataPointType.HISTOGRAM,
  dataPoints: series.durations().map(({ attributes, counts, sum, count, min, max }) => ({
    ...times,
    attributes,
    value: { buckets: { boundaries: [...durationBoundaries], counts: [...counts] }, sum, count, min, max },
  })),
})

const toOpen = (
  descriptor: SumMetricData['descriptor'],
  series: readonly ActiveSeries[],
  times: Times,
): SumMetricData => ({
  descriptor,
  aggregationTemporality: AggregationTemporality.CUMULATIVE,
  dataPointType: DataPointType.SUM,
  isMonotonic: false,
  dataPoints: series.map(({ attributes, value }) => ({ ...times, attributes, value })),
})

/** Milliseconds as seconds and nanoseconds. */
const toHrTime = (milliseconds: number): HrTime => {
  const seconds = Math.floor(milliseconds / 1000)
  return [seconds, Math.round((milliseconds - seconds * 1000) * 1e6)]
}
