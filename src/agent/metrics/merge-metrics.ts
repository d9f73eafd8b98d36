import type { Attributes } from '@opentelemetry/api'
import type { DataPointType, Histogram, MetricData } from '@opentelemetry/sdk-metrics'
import type { Snapshot } from './cluster-messages.ts'
import type { WithExemplars } from './open-metrics.ts'

/** The SDK's constants, copied so that the primary of a cluster, which only aggregates, need not load the SDK. */
const kind = { histogram: 0 as DataPointType.HISTOGRAM, sum: 3 as DataPointType.SUM } as const

type Point = MetricData['dataPoints'][number] & WithExemplars
type Scope = Snapshot['scopeMetrics'][number]['scope']
type Family = { readonly scope: Scope; readonly metric: MetricData; readonly points: Map<string, Point> }

/**
 * Aggregates the metrics of a cluster's workers. What cannot be added (gauges) stays separate, distinguished by its
 * attributes.
 */
export const mergeMetrics = (snapshots: readonly Snapshot[]): Snapshot => {
  const families = new Map<string, Family>()
  for (const { scopeMetrics } of snapshots) {
    for (const { scope, metrics } of scopeMetrics) for (const metric of metrics) addMetric(families, scope, metric)
  }
  return {
    resource: { attributes: toCommon(snapshots.map(({ resource }) => resource.attributes)) },
    scopeMetrics: [...families.values()].map(({ scope, metric, points }) => ({
      scope,
      metrics: [{ ...metric, dataPoints: [...points.values()] } as MetricData],
    })),
  }
}

/** What is kept of a process that has ended: counters must not decrease because a worker ended. */
export const toLasting = ({ resource, scopeMetrics }: Snapshot): Snapshot => ({
  resource,
  scopeMetrics: scopeMetrics.map(({ scope, metrics }) => ({
    scope,
    metrics: metrics.filter(
      (metric) => metric.dataPointType === kind.histogram || (metric.dataPointType === kind.sum && metric.isMonotonic),
    ),
  })),
})

/** Adds the id of the worker to what cannot be added. */
export const withWorkerId = ({ resource, scopeMetrics }: Snapshot, id: number, all: boolean): Snapshot => ({
  resource,
  scopeMetrics: scopeMetrics.map(({ scope, metrics }) => ({
    scope,
    metrics: metrics.map((metric) => (!all && canBeAdded(metric) ? metric : named(metric, id))),
  })),
})

const canBeAdded = ({ dataPointType }: MetricData): boolean =>
  dataPointType === kind.histogram || dataPointType === kind.sum

const named = (metric: MetricData, id: number): MetricData =>
  ({
    ...metric,
    dataPoints: metric.dataPoints.map((point) => ({
      ...point,
      attributes: { ...point.attributes, 'cluster.worker.id': id },
    })),
  }) as MetricData

const addMetric = (families: Map<string, Family>, scope: Scope, metric: MetricData): void => {
  const { name, unit } = metric.descriptor
  const key = JSON.stringify([scope.name, scope.version, name, unit, metric.dataPointType])
  const family = families.get(key) ?? { scope, metric, points: new Map() }
  families.set(key, family)
  for (const point of metric.dataPoints) {
    const place = toKey(point.attributes)
    const known = family.points.get(place)
    family.points.set(place, known === undefined ? point : added(metric, known, point))
  }
}

const toKey = (attributes: Attributes): string =>
  JSON.stringify(Object.entries(attributes).toSorted(([left], [right]) => (left < right ? -1 : 1)))

const added = (metric: MetricData, known: Point, point: Point): Point => {
  if (metric.dataPointType === kind.sum) return { ...known, value: Number(known.value) + Number(point.value) } as Point
  if (metric.dataPointType !== kind.histogram) return point
  const value = addedHistogram(known.value as Histogram, point.value as Histogram)
  return { ...known, value, exemplars: newest(known, point) } as Point
}

/** If boundaries differ (a worker runs another version), only the histogram with the larger count is kept. */
const addedHistogram = (left: Histogram, right: Histogram): Histogram => {
  const { boundaries } = left.buckets
  if (JSON.stringify(boundaries) !== JSON.stringify(right.buckets.boundaries)) {
    return left.count < right.count ? right : left
  }
  return {
    buckets: {
      boundaries,
      counts: left.buckets.counts.map((count, bucket) => count + (right.buckets.counts[bucket] ?? 0)),
    },
    count: left.count + right.count,
    ...(left.sum !== undefined && right.sum !== undefined && { sum: left.sum + right.sum }),
  }
}

const newest = (left: WithExemplars, right: WithExemplars): WithExemplars['exemplars'] => {
  const [one = [], other = []] = [left.exemplars, right.exemplars]
  return Array.from({ length: Math.max(one.length, other.length) }, (_, bucket) => {
    const [first, second] = [one[bucket], other[bucket]]
    return (second?.time ?? 0) > (first?.time ?? 0) ? second : (first ?? undefined)
  })
}

/** The attributes that all processes share; ids of instances and processes differ. */
const toCommon = (all: readonly Attributes[]): Attributes => {
  const [first = {}, ...rest] = all
  return Object.fromEntries(Object.entries(first).filter(([key, value]) => rest.every((other) => other[key] === value)))
}
