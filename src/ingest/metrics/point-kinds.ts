import type { JournaledTable } from '../../tables.ts'
import type { AttributeList } from '../attributes/attribute-list.ts'
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
  { tag: 42, table: 'otel_metrics_gauge', create: createGaugeReader },
  { tag: 58, table: 'otel_metrics_sum', create: createSumReader },
  { tag: 74, table: 'otel_metrics_histogram', create: createHistogramReader },
  { tag: 82, table: 'otel_metrics_exponential_histogram', create: createExponentialReader },
  { tag: 90, table: 'otel_metrics_summary', create: createSummaryReader },
]
