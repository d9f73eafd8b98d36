import type { Point } from './metric-points.ts'
import { bounds, type RandomMetric } from './random-metrics.ts'

/**
 * What a metric comes to, worked out second by second in the plainest way: each point's growth is laid evenly on the
 * seconds since the point before, and a step is the seconds in it. Made to be compared with the SQL, with which it
 * shares nothing.
 */
export type PlainStep = {
  /** All that grew. */
  total: number
  /** What grew in seconds that points cover closely, and how many such seconds there are. */
  count: number
  sum: number
  seconds: number
  /** By the lower bound of the bucket. */
  buckets: Map<string, { lower: number; upper: number; count: number }>
  /** Lowest scale of the exponential points. */
  scale: number
}

type Numbers = { count: number; sum: number; buckets: Map<number, number>; scale: number }

const toNumbers = (point: Point): Numbers => {
  const scale = Number(point.Scale ?? 0)
  const counts = (point.BucketCounts ?? point.PositiveBucketCounts ?? []) as readonly number[]
  const offset = Number(point.PositiveOffset ?? 0)
  const buckets = new Map(counts.map((count, at) => [at + offset, count]))
  return { count: Number(point.Count ?? point.Value), sum: Number(point.Sum ?? 0), buckets, scale }
}

/** The same buckets at a lower scale. */
const coarsen = (buckets: ReadonlyMap<number, number>, by: number): Map<number, number> => {
  const joined = new Map<number, number>()
  for (const [index, count] of buckets) {
    const place = Math.floor(index / 2 ** by)
    joined.set(place, (joined.get(place) ?? 0) + count)
  }
  return joined
}

const subtract = (now: Numbers, before: Numbers): Numbers => {
  const scale = Math.min(now.scale, before.scale)
  const buckets = coarsen(now.buckets, now.scale - scale)
  for (const [index, count] of coarsen(before.buckets, before.scale - scale))
    buckets.set(index, (buckets.get(index) ?? 0) - count)
  return { count: now.count - before.count, sum: now.sum - before.sum, buckets, scale }
}

type Interval = { since: number; until: number; isClose: boolean; growth: Numbers }

const toUsual = (points: readonly Point[]): number => {
  const distances = points
    .slice(1)
    .map(({ t, start }, at) => (start === points[at]?.start ? t - (points[at]?.t ?? t) : 0))
  const sorted = distances.filter((seconds) => seconds > 0).toSorted((a, b) => a - b)
  return sorted[Math.ceil(sorted.length / 2) - 1] ?? 60
}

const toIntervals = (all: readonly Point[], isDelta: boolean): Interval[] => {
  const points = all.filter(({ stale }) => !stale)
  const marks = all.filter(({ stale }) => stale)
  const longest = 3 * toUsual(isDelta ? points.map(({ start: _start, ...point }) => point) : points)
  return points.flatMap((point, at): Interval[] => {
    const { t, start = 0 } = point
    const before = points[at - 1]
    const growth = toNumbers(point)
    if (isDelta) return [{ since: Math.max(start, before?.t ?? 0), until: t, isClose: true, growth }]
    if (!before || start > (before.start ?? 0))
      return start > 0 ? [{ since: start, until: t, isClose: true, growth }] : []
    const isBroken = marks.some((mark) => mark.t > before.t && mark.t < t)
    const grown = growth.count < toNumbers(before).count ? growth : subtract(growth, toNumbers(before))
    return [{ since: before.t, until: t, isClose: !isBroken && t - before.t <= longest, growth: grown }]
  })
}

const emptyStep = (): PlainStep => ({ total: 0, count: 0, sum: 0, seconds: 0, buckets: new Map(), scale: 99 })

/** The steps of one group. */
export const toPlainSteps = (metric: RandomMetric, step: number, group?: string): Map<number, PlainStep> => {
  const { from, to, kind } = metric
  const steps = new Map<number, PlainStep>()
  const covered = new Uint8Array(to - from)
  const laid: { at: PlainStep; share: number; growth: Numbers }[] = []
  for (const { stream, points } of metric.series) {
    if (group !== undefined && stream.attributes?.route !== group) continue
    for (const { since, until, isClose, growth } of toIntervals(points, stream.temporality === 1)) {
      const shares = new Map<PlainStep, number>()
      for (let second = Math.max(since, from); second < Math.min(until, to); second++) {
        const t = Math.floor(second / step) * step
        const at = steps.get(t) ?? emptyStep()
        steps.set(t, at)
        if (isClose && !covered[second - from]) at.seconds += covered[second - from] = 1
        shares.set(at, (shares.get(at) ?? 0) + 1 / (until - since))
      }
      for (const [at, share] of shares) {
        at.total += growth.count * share
        if (!isClose) continue
        at.count += growth.count * share
        at.sum += growth.sum * share
        at.scale = Math.min(at.scale, growth.scale)
        laid.push({ at, share, growth })
      }
    }
  }
  for (const { at, share, growth } of laid)
    for (const [index, count] of coarsen(growth.buckets, growth.scale - at.scale)) {
      const isExplicit = kind === 'histogram'
      const lower = isExplicit ? (bounds[index - 1] ?? 0) : 2 ** (index / 2 ** at.scale)
      const upper = isExplicit ? (bounds[index] ?? 5) : 2 ** ((index + 1) / 2 ** at.scale)
      const bucket = at.buckets.get(`${index}`) ?? { lower, upper, count: 0 }
      bucket.count += count * share
      at.buckets.set(`${index}`, bucket)
    }
  return steps
}

/** Where a share of all that was counted lies, as Prometheus says it. */
export const toPlainQuantile = ({ buckets }: PlainStep, share: number, isExponential: boolean): number | null => {
  const sorted = [...buckets.values()]
    .filter(({ count }) => count > 1e-9)
    .toSorted((a, b) => a.upper - b.upper || a.lower - b.lower)
  const all = sorted.reduce((sum, { count }) => sum + count, 0)
  const rank = share * all
  let below = 0
  for (const { lower, upper, count } of sorted) {
    if (below + count >= rank - 1e-9 * all) {
      const part = Math.min(1, (rank - below) / count)
      return isExponential ? lower * (upper / lower) ** part : lower + (upper - lower) * part
    }
    below += count
  }
  return null
}
