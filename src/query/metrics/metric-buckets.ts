import { parseBucketKey } from './metric-points.ts'
import type { Bucket } from './quantile.ts'

/** Rounding leaves tiny remainders after a subtraction. */
const minCount = 1e-9

/**
 * Buckets between explicit bounds. The first one begins at 0, or at its bound where that is below; the
 * last one is open and counts as its bound. Without bounds nothing is known about the values.
 */
export const toExplicitBuckets = (bounds: readonly number[], counts: readonly number[]): Bucket[] => {
  const [first] = bounds
  const last = bounds.at(-1)
  if (first === undefined || last === undefined) return []
  return counts
    .map((count, at): Bucket => [at === 0 ? Math.min(0, first) : (bounds[at - 1] ?? last), bounds[at] ?? last, count])
    .filter(([, , count]) => count > minCount)
}

/** Exponential buckets of several scales, brought to the lowest of them: each step down joins two neighbours. */
export const toExponentialBuckets = (
  keys: readonly (number | string)[],
  counts: readonly number[],
  factor: number,
): Bucket[] => {
  const parsed = keys.map((key, at) => ({ ...parseBucketKey(Number(key)), count: counts[at] ?? 0 }))
  const used = parsed.filter(({ count }) => Math.abs(count) > minCount)
  const scale = used.reduce((lowest, each) => Math.min(lowest, each.scale), Number.POSITIVE_INFINITY)
  const sums = new Map<string, { sign: number; index: number; count: number }>()
  for (const { sign, index, count, ...each } of used) {
    const joined = sign === 0 ? 0 : Math.floor(index / 2 ** (each.scale - scale))
    const key = `${sign} ${joined}`
    sums.set(key, { sign, index: joined, count: (sums.get(key)?.count ?? 0) + count })
  }
  const bound = (index: number): number => factor * 2 ** (index / 2 ** scale)
  return [...sums.values()]
    .filter(({ count }) => count > minCount)
    .map(({ sign, index, count }): Bucket => {
      if (sign === 0) return [0, 0, count]
      return sign === 1 ? [bound(index), bound(index + 1), count] : [-bound(index + 1), -bound(index), count]
    })
}
