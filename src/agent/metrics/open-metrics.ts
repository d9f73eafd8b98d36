import type { Attributes } from '@opentelemetry/api'
import type { InstrumentationScope } from '@opentelemetry/core'
import type { HistogramMetricData } from '@opentelemetry/sdk-metrics'
import { DataPointType, type MetricData, type ResourceMetrics } from '@opentelemetry/sdk-metrics'

/** The exemplar of a bucket. */
export type BucketExemplar = {
  readonly traceId: string
  readonly spanId: string
  readonly value: number
  /** Milliseconds since the epoch. */
  readonly time: number
}

/** A histogram point with exemplars by bucket, if there are any. JSON turns missing ones into null. */
export type WithExemplars = { readonly exemplars?: readonly (BucketExemplar | undefined | null)[] }

export const openMetricsType = 'application/openmetrics-text; version=1.0.0; charset=utf-8'

/**
 * Writes metrics as OpenMetrics text, with exemplars: the exporter of OpenTelemetry JS knows only the older text
 * format, which has none. Expects names with units already in them.
 * @see https://prometheus.io/docs/specs/om/open_metrics_spec/
 */
export const toOpenMetrics = ({ resource, scopeMetrics }: ResourceMetrics): string => {
  const families = new Map<string, Family>()
  for (const { scope, metrics } of scopeMetrics) {
    for (const metric of metrics) addMetric(families, metric, toScopeLabels(scope))
  }
  const target = [
    '# TYPE target info',
    '# HELP target Target metadata',
    `target_info${toLabels(resource.attributes)} 1`,
  ]
  return [...target, ...[...families.values()].flatMap(toFamilyLines), '# EOF', ''].join('\n')
}

type Family = {
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  readonly unit: string
  readonly samples: string[]
}

const toFamilyLines = ({ name, type, help, unit, samples }: Family): string[] => [
  `# TYPE ${name} ${type}`,
  ...(unit !== '' && name.endsWith(`_${unit}`) ? [`# UNIT ${name} ${unit}`] : []),
  ...(help === '' ? [] : [`# HELP ${name} ${escapeText(help)}`]),
  ...samples,
]

const addMetric = (families: Map<string, Family>, metric: MetricData, scope: Attributes): void => {
  const type = toType(metric)
  if (type === undefined) return
  const name = toName(metric.descriptor.name)
  const family = type === 'counter' ? name.replace(/_total$/, '') : name
  const known = families.get(family)
  // Two libraries may use the same name for metrics of different types; a family has one type, the first.
  if (known !== undefined && known.type !== type) return
  const { description: help, unit } = metric.descriptor
  const kept = known ?? { name: family, type, help, unit, samples: [] }
  families.set(family, kept)
  kept.samples.push(...toSamples(family, metric, scope))
}

const toType = (metric: MetricData): Family['type'] | undefined => {
  switch (metric.dataPointType) {
    case DataPointType.SUM:
      return metric.isMonotonic ? 'counter' : 'gauge'
    case DataPointType.GAUGE:
      return 'gauge'
    case DataPointType.HISTOGRAM:
      return 'histogram'
    default:
      return undefined
  }
}

const toSamples = (name: string, metric: MetricData, scope: Attributes): string[] => {
  switch (metric.dataPointType) {
    case DataPointType.HISTOGRAM:
      return metric.dataPoints.flatMap((_, index) => toHistogramSamples(name, metric, index, scope))
    case DataPointType.SUM:
    case DataPointType.GAUGE: {
      const sample = metric.dataPointType === DataPointType.SUM && metric.isMonotonic ? `${name}_total` : name
      return metric.dataPoints.map(
        ({ attributes, value }) => `${sample}${toLabels({ ...attributes, ...scope })} ${toNumber(value)}`,
      )
    }
    default:
      return []
  }
}

const toHistogramSamples = (name: string, metric: HistogramMetricData, index: number, scope: Attributes): string[] => {
  const point: HistogramMetricData['dataPoints'][number] & WithExemplars = metric.dataPoints[index]!
  const { attributes, value, exemplars = [] } = point
  const labels = { ...attributes, ...scope }
  let below = 0
  const buckets = value.buckets.counts.map((count, bucket) => {
    below += count
    const le = toBound(value.buckets.boundaries[bucket])
    return `${name}_bucket${toLabels({ ...labels, le })} ${below}${toExemplar(exemplars[bucket])}`
  })
  const sum = value.sum === undefined ? [] : [`${name}_sum${toLabels(labels)} ${toNumber(value.sum)}`]
  return [...buckets, `${name}_count${toLabels(labels)} ${value.count}`, ...sum]
}

const toExemplar = (exemplar: BucketExemplar | undefined | null): string =>
  exemplar === undefined || exemplar === null
    ? ''
    : ` # {trace_id="${exemplar.traceId}",span_id="${exemplar.spanId}"} ${toNumber(exemplar.value)} ${(exemplar.time / 1000).toFixed(3)}`

const toScopeLabels = ({ name, version }: InstrumentationScope): Attributes => ({
  'otel.scope.name': name,
  ...(version && { 'otel.scope.version': version }),
})

const toLabels = (attributes: Attributes): string => {
  const labels = new Map<string, string>()
  for (const [key, value] of Object.entries(attributes)) {
    const text = escapeText(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
    const label = toName(key)
    const other = labels.get(label)
    // Two names may become the same label; the specification requires their values to be joined.
    labels.set(label, other === undefined ? text : `${other};${text}`)
  }
  return labels.size === 0 ? '' : `{${[...labels].map(([label, value]) => `${label}="${value}"`).join(',')}}`
}

const toName = (name: string): string =>
  name
    .replace(/[^a-zA-Z0-9_]/g, '_')
    .replace(/_{2,}/g, '_')
    .replace(/^(?=\d)/, '_')

const escapeText = (text: string): string => text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"')

const toNumber = (value: number): string =>
  value === Number.POSITIVE_INFINITY ? '+Inf' : value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value)

/** Bounds are written as floats: `1.0`. */
const toBound = (bound: number | undefined): string =>
  bound === undefined || bound === Number.POSITIVE_INFINITY
    ? '+Inf'
    : Number.isInteger(bound)
      ? `${bound}.0`
      : String(bound)
