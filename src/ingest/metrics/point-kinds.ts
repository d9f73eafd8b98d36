import { metricField } from '../../otlp-fields.ts'
import type { JournaledTable } from '../../tables.ts'
import type { AttributeList } from '../attributes/attribute-list.ts'
import { toTag } from '../protobuf/protobuf-reader.ts'
import { createExponentialReader } from './exponential-points.ts'
import { createHistogramReader } from './histogram-points.ts'
import type { PointReader } from './metric-point.ts'
import { createGaugeReader, createSumReader } from './number-points.ts'
import { createSummaryReader } from './summary-points.ts'

/** A kind of metrics: the tag of its field in Metric, its table, and who reads its points. */
export type PointKind = {
  readonly tag: number
  readonly table: JournaledTable
  readonly create: (attributes: AttributeList) => PointReader
}

export const pointKinds: readonly PointKind[] = [
  { tag: toTag(metricField.gauge), table: 'otel_metrics_gauge', create: createGaugeReader },
  { tag: toTag(metricField.sum), table: 'otel_metrics_sum', create: createSumReader },
  { tag: toTag(metricField.histogram), table: 'otel_metrics_histogram', create: createHistogramReader },
  {
    tag: toTag(metricField.exponentialHistogram),
    table: 'otel_metrics_exponential_histogram',
    create: createExponentialReader,
  },
  { tag: toTag(metricField.summary), table: 'otel_metrics_summary', create: createSummaryReader },
]
