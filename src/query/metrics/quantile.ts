/** Values between two bounds, and how many. */
export type Bucket = readonly [lower: number, upper: number, count: number]

/**
 * How values lie inside a bucket: evenly, or evenly by their logarithm, as Prometheus takes it of exponential buckets.
 */
export type Spread = 'even' | 'exponential'

const isCurved = (lower: number, upper: number, spread: Spread): boolean =>
  spread === 'exponential' && lower * upper > 0

/** Part of a bucket below a value. */
const toPart = ([lower, upper]: Bucket, value: number, spread: Spread): number => {
  if (value >= upper) return 1
  if (value <= lower) return 0
  return isCurved(lower, upper, spread)
    ? Math.log(value / lower) / Math.log(upper / lower)
    : (value - lower) / (upper - lower)
}

const toValue = ([lower, upper]: Bucket, part: number, spread: Spread): number =>
  isCurved(lower, upper, spread) ? lower * (upper / lower) ** part : lower + (upper - lower) * part

/**
 * Buckets of senders with other bounds overlap: they are cut at each bound, and what lies between two bounds is added
 * up.
 */
const toDisjoint = (ordered: readonly Bucket[], spread: Spread): readonly Bucket[] => {
  if (ordered.every(([lower], at) => lower >= (ordered[at - 1]?.[1] ?? Number.NEGATIVE_INFINITY))) return ordered
  const bounds = [...new Set(ordered.flat())].toSorted((a, b) => a - b)
  const points = ordered.filter(([lower, upper]) => lower === upper)
  const wide = ordered.filter(([lower, upper]) => lower < upper)
  const pieces = bounds.slice(1).map((upper, at): Bucket => {
    const lower = bounds[at] ?? upper
    const parts = wide.map((each) => each[2] * (toPart(each, upper, spread) - toPart(each, lower, spread)))
    return [lower, upper, parts.reduce((sum, part) => sum + part, 0)]
  })
  return [...pieces, ...points].toSorted((a, b) => a[1] - b[1] || a[0] - b[0])
}

/**
 * Value that a share of all counted values keeps under, 0 to 1, as Prometheus computes it. Values beyond the last bound
 * count as that bound. Null when nothing was counted.
 */
export const toQuantile = (buckets: readonly Bucket[], share: number, spread: Spread = 'even'): number | null => {
  const counted = buckets.filter(([, , count]) => count > 0)
  const total = counted.reduce((sum, [, , count]) => sum + count, 0)
  if (total <= 0) return null
  const ordered = toDisjoint(
    counted.toSorted((a, b) => a[1] - b[1] || a[0] - b[0]),
    spread,
  )
  let left = share * total
  for (const bucket of ordered) {
    // Counts are sums of shares: what is over by rounding alone is not yet in the next bucket.
    if (left <= bucket[2] + total * 1e-9) return toValue(bucket, Math.min(1, left / bucket[2]), spread)
    left -= bucket[2]
  }
  return ordered.at(-1)?.[1] ?? null
}
