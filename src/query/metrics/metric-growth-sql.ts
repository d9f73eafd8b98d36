import type { PointSql } from './metric-points.ts'
import { type MetricSql, quickly, toSeriesSql, withColumns } from './metric-series-sql.ts'

/** The purpose of growth: the total, or rate and distribution in the time that points cover. */
export type GrowthUse = 'total' | 'rate' | 'shape'

/** The start of a point is known and is before it. */
const isKnown = 'p.2 > 0 AND p.2 < p.1'

/** Deltas do not overlap, whatever start the client writes. Without a start they begin at the previous point. */
const deltaSince = `multiIf(
  ${isKnown}, if(at > 1, greatest(p.2, q.1), p.2),
  at > 1 AND p.1 - q.1 <= longest, q.1,
  p.1 - 1)`

/** A series that appears later than others of its process counted nothing until the previous export. */
const countedSince = 'if(at = 1 AND is_late, greatest(p.2, p.1 - if(usual > 0, usual, 60)), p.2)'

/**
 * What each point grew by, from the point before or from the start of counting, as tuples: 1 since when, 2 until when,
 * 3 since when time is covered, 4 whether points cover it closely, 5 growth. A new start or a fall is a reset: then all
 * of the value is growth. Nothing is known of the growth of a first point whose start was before the points that are
 * read. Clients with sparse deltas send nothing while nothing happens.
 */
const toIntervals = ({ subtract, none }: PointSql): string => {
  const interval = (since: string, covered: string, isClose: string, growth: string): string =>
    `(least(toInt64(${since}), toInt64(p.1) - 1), toInt64(p.1), least(toInt64(${covered}), toInt64(p.1) - 1), toBool(${isClose}), ${growth})`
  return `arrayMap((p, q, at, is_broken) -> multiIf(
    delta, ${interval(deltaSince, `if(is_sparse AND at > 1, q.1, ${deltaSince})`, 'true', 'p.4')},
    at > 1 AND (p.2 = q.2 OR NOT (${isKnown})),
      ${interval('q.1', 'q.1', 'p.1 - q.1 <= longest AND NOT is_broken', `if(p.3 < q.3, p.4, ${subtract('p.4', 'q.4')})`)},
    ${isKnown} AND p.2 >= {begin:UInt32}, ${interval(countedSince, countedSince, 'true', 'p.4')},
    ${interval('0', '0', 'false', none)}),
    points, earlier, arrayEnumerate(points), broken)`
}

/**
 * A series that still sends is continued up to the newest point of the metric: otherwise a sum of series drops at its
 * end.
 */
const toGoingOn = ({ multiply }: PointSql): string => `arrayConcat(intervals, arrayMap(
  last -> (last.2, toInt64({end:UInt32}), last.2, true, ${multiply('last.5', '({end:UInt32} - last.2) / (last.2 - last.1)')}),
  arrayFilter(
    last -> NOT delta AND last.4 AND last.2 = in_order[-1].1 AND last.2 < {end:UInt32} AND {end:UInt32} - last.2 <= usual,
    arraySlice(intervals, -1))))`

const isKept = (use: GrowthUse): string =>
  `${use === 'total' ? '' : 'each.4 AND '}each.2 > {from:UInt32} AND least(each.1, each.3) < {to:UInt32}`

/** Steps that an interval touches. */
const slots = `range(
  toUInt64(intDiv(greatest(least(each.1, each.3), {from:UInt32}), {step:UInt32})),
  toUInt64(intDiv(least(each.2, {to:UInt32}) - 1, {step:UInt32}) + 1))`

const slotStart = 'greatest(toInt64(slot * {step:UInt32}), {from:UInt32})'
const slotEnd = 'least(each.2, toInt64((slot + 1) * {step:UInt32}), {to:UInt32})'
const share = `(greatest(0, ${slotEnd} - greatest(each.1, ${slotStart})) / (each.2 - each.1))`

/**
 * What values grew by in each step, spread over the time between the points, and how many seconds of the step are
 * covered. Growth is computed between the points of each series before values are put into steps, so that no step can
 * hide a reset.
 */
export const toGrowthSql = (parts: MetricSql, point: PointSql, use: GrowthUse): string => {
  const layers: readonly Readonly<Record<string, string>>[] = [
    {
      is_sparse: 'delta AND pause > 1',
      is_late: 'min(points[1].1) OVER (PARTITION BY sender, points[1].2) < points[1].1',
    },
    { intervals: toIntervals(point) },
  ]
  return `
SELECT toUInt32(slot * {step:UInt32}) AS t, group, unit, layout, ${point.sum(point.multiply('each.5', share))} AS grown,
  toFloat64(intervalLengthSum(greatest(each.3, ${slotStart}), ${slotEnd})) AS covered
FROM
(
  SELECT group, unit, layout, each, arrayJoin(${slots}) AS slot
  FROM (${layers.reduce(withColumns, toSeriesSql(parts, point))})
  ARRAY JOIN arrayFilter(each -> ${isKept(use)}, ${use === 'rate' ? toGoingOn(point) : 'intervals'}) AS each
)
GROUP BY t, group, unit, layout
ORDER BY t
${quickly}`
}
