import { Type } from 'typebox'
import { type MetricKind, metricKinds } from '../../tables.ts'

/** Aggregations of the points of a step. */
export type Aggregation = 'rate' | 'increase' | 'sum' | 'average' | 'min' | 'max' | 'p50' | 'p90' | 'p95' | 'p99'

const distribution = ['p95', 'p50', 'p90', 'p99', 'average', 'rate', 'increase'] as const

/** Aggregations that make sense for a kind; the first one is the default. */
export const aggregationsOf = {
  gauge: ['average', 'sum', 'min', 'max'],
  counter: ['rate', 'increase'],
  sum: ['sum', 'average', 'min', 'max'],
  histogram: distribution,
  exponential_histogram: distribution,
  summary: distribution,
} as const satisfies Record<MetricKind | 'counter', readonly Aggregation[]>

export const metricKind = Type.Enum(metricKinds, {
  description: 'Kind of the metric, which names its table.',
})

export const aggregation = Type.Enum(['rate', 'increase', 'sum', 'average', 'min', 'max', 'p50', 'p90', 'p95', 'p99'], {
  description: 'How points become one value; the default depends on the kind.',
})
