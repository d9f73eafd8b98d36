import type { QueryParams } from '../../store/store.ts'
import type { MetricBounds } from './metric-filter.ts'

/**
 * Bounds of a statement over a metric's points, in seconds since 1970: the range, and what is read around it.
 */
export type MetricParams = QueryParams & MetricBounds & { readonly step: number }

/** Maximum points of one query: with fifteen buckets each they take about a gigabyte. */
const maxPoints = 400_000

/** Cuts a range at whole steps, so that none holds too many points. */
export const toSlices = (params: MetricParams, points: number, max = maxPoints): MetricParams[] => {
  const { from, to, begin, until, step } = params
  const count = Math.max(1, Math.ceil(points / max))
  const first = Math.floor(from / step) * step
  const width = Math.max(1, Math.ceil((to - first) / count / step)) * step
  const slices: MetricParams[] = []
  for (let start = first; start < to; start += width) {
    const slice = { from: Math.max(from, start), to: Math.min(to, start + width) }
    slices.push({ ...params, ...slice, begin: slice.from - (from - begin), until: slice.to + (until - to) })
  }
  return slices
}
