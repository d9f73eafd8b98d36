import type { MetricKind } from '../../src/tables.ts'
import type { Point, Stream } from './metric-points.ts'

/** Random numbers that are the same for the same seed (mulberry32). */
export type Random = { next(): number; whole(from: number, to: number): number; pick<T>(list: readonly T[]): T }

export const createRandom = (seed: number): Random => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const whole = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1))
  return { next, whole, pick: (list) => list[whole(0, list.length - 1)] as never }
}

export type RandomSeries = { readonly stream: Stream; readonly points: readonly Point[] }
export type RandomMetric = {
  readonly kind: Extract<MetricKind, 'sum' | 'histogram' | 'exponential_histogram'>
  readonly from: number
  readonly to: number
  readonly series: readonly RandomSeries[]
  /** What it is made of, for the message of a failure. */
  readonly told: string
}

export const bounds = [0.01, 0.1, 0.5, 1, 5] as const

const minute = 60
const hour = 3600
const day = 24 * hour

/** Around the ends of the range nothing is amiss for so long: what is told of it there depends on how far is read. */
const calm = 900

type State = { start: number; count: number; sum: number; buckets: number[]; scale: number; offset: number }

const fresh = (start: number): State => ({
  ...{ start, count: 0, sum: 0 },
  ...{ buckets: Array.from({ length: 16 }, () => 0), scale: 2, offset: -8 },
})

/** Counts some requests; each kind of point is cut out of the same state. */
const count = (random: Random, state: State, most: number): void => {
  for (let more = random.whole(0, most); more > 0; more--) {
    const at = random.whole(0, state.buckets.length - 1)
    state.buckets[at] = (state.buckets[at] ?? 0) + 1
    state.count += 1
    state.sum += random.whole(1, 40) / 8
  }
}

/** Joins neighbours, as a sender does when values spread. */
const lowerScale = (state: State): void => {
  state.buckets = Array.from({ length: 16 }, (_, at) => (state.buckets[2 * at] ?? 0) + (state.buckets[2 * at + 1] ?? 0))
  state.scale -= 1
  state.offset /= 2
}

const toValues = (
  kind: RandomMetric['kind'],
  { count, sum, buckets, scale, offset }: State,
): Record<string, unknown> => {
  if (kind === 'sum') return { Value: count }
  const common = { Count: count, Sum: sum }
  if (kind === 'histogram') {
    const joined = [0, 1, 2, 3, 4, 5].map((at) =>
      buckets.reduce((all, each, place) => (place % 6 === at ? all + each : all), 0),
    )
    return { ...common, BucketCounts: joined, ExplicitBounds: bounds }
  }
  return { ...common, Scale: scale, ZeroCount: 0, PositiveOffset: offset, PositiveBucketCounts: [...buckets] }
}

type Plan = {
  kind: RandomMetric['kind']
  from: number
  to: number
  interval: number
  temporality: 1 | 2
  knowsStart: boolean
}

/** A stretch inside the range, away from its ends; none where the range is too short. */
const toStretch = (random: Random, { from, to }: Plan, length: number): readonly [number, number] | undefined => {
  const [first, last] = [from + calm, to - calm - length]
  if (last <= first) return undefined
  const start = random.whole(first, last)
  return [start, start + length]
}

const createPoints = (random: Random, plan: Plan): Point[] => {
  const { kind, from, to, interval, temporality, knowsStart } = plan
  const gap = random.next() < 0.5 ? toStretch(random, plan, interval * random.whole(7, 40)) : undefined
  const marked = random.next() < 0.5 ? toStretch(random, plan, interval * random.whole(1, 20)) : undefined
  const life = random.pick([7 * minute, 25 * minute, 3 * hour, 1000 * day])
  const most = random.pick([1, 6, 25])
  const begin = from - calm - random.whole(0, hour)
  const points: Point[] = []
  const within = (stretch: readonly [number, number] | undefined, t: number): boolean =>
    stretch !== undefined && t >= stretch[0] && t <= stretch[1]
  let state = fresh(begin)
  let exported = begin
  // Two in a row could be a gap or not, by a second.
  let wasLost = false
  for (let t = begin + interval; t < to + calm; t += interval) {
    const isCalm = Math.abs(t - from) < calm || Math.abs(t - to) < calm
    if (!isCalm && random.next() < interval / life) state = fresh(t - random.whole(2, interval - 1))
    count(random, state, most)
    if (random.next() < 0.002 && state.scale > 0 && !isCalm) lowerScale(state)
    const isLost: boolean = !isCalm && !wasLost && random.next() < 0.01
    wasLost = isLost
    if (within(gap, t) || isLost) continue
    const at = isCalm ? t : t + random.whole(-1, 1)
    if (within(marked, t))
      points.push({ start: knowsStart ? state.start : 0, t: at, stale: true, ...toValues(kind, fresh(0)) })
    else if (temporality === 2) points.push({ start: knowsStart ? state.start : 0, t: at, ...toValues(kind, state) })
    else {
      points.push({ start: Math.max(exported, state.start), t: at, ...toValues(kind, state) })
      state = { ...fresh(at), scale: state.scale, offset: state.offset }
    }
    exported = at
  }
  return points
}

/**
 * A metric of one to three series over a range of fifteen minutes to a week: restarts, gaps, lost points, marks of
 * staleness.
 */
export const createRandomMetric = (seed: number, noon: number): RandomMetric => {
  const random = createRandom(seed)
  const kind = random.pick(['sum', 'histogram', 'exponential_histogram'] as const)
  const length = random.pick([15 * minute, hour, 6 * hour, day, 7 * day])
  const to = noon - random.whole(0, 10_000)
  const from = to - length
  const temporality = random.pick([1, 2, 2] as const)
  const knowsStart = random.next() < 0.7
  const intervals = length > day ? [45, 60] : length > 6 * hour ? [15, 30, 60] : [5, 7, 10, 15, 20, 30, 45, 60]
  const series = Array.from({ length: random.whole(1, length > day ? 2 : 3) }, (_, index): RandomSeries => {
    const interval = random.pick(intervals)
    const stream = {
      name: `random.${seed}`,
      instance: `${index}`,
      temporality,
      attributes: { route: random.pick(['/a', '/b']) },
    }
    return { stream, points: createPoints(random, { kind, from, to, interval, temporality, knowsStart }) }
  })
  const told = `${kind}, ${temporality === 1 ? 'delta' : 'cumulative'}, ${knowsStart ? '' : 'no start, '}${length / 60} min, seed ${seed}`
  return { kind, from, to, series, told }
}
