/** Values between two bounds, and how many. */
export type Bucket = readonly [lower: number, upper: number, count: number]

/**
 * Value that a share of all counted values keeps under, 0 to 1; evenly spread inside a bucket, as Prometheus does it.
 * Values beyond the last bound count as that bound. Null when nothing was counted.
 */
export const toQuantile = (buckets: readonly Bucket[], share: number): number | null => {
  const total = buckets.reduce((sum, [, , count]) => sum + count, 0)
  if (total <= 0) return null
  const ordered = buckets.toSorted((a, b) => a[1] - b[1] || a[0] - b[0])
  let left = share * total
  for (const [lower, upper, count] of ordered) {
    if (left <= count) return lower + (upper - lower) * (left / count)
    left -= count
  }
  return ordered.at(-1)?.[1] ?? null
}
