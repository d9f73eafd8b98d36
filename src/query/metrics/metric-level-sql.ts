import { isMark, type MetricSql, quickly, seriesHash, toMiddle, withColumns } from './metric-series-sql.ts'

/**
 * Points of each series in each step: how many, the last of them, the last mark of staleness, and what they come to.
 */
const toRowsSql = (parts: MetricSql, value: string, inner: string): string => {
  const isValue = `${isMark} = 0 AND isFinite(${value})`
  return `
SELECT group, unit, arraySort(row -> row.1, groupArray((slot, points, last, marked, level))) AS rows
FROM
(
  SELECT ${parts.group} AS group, ${parts.unit} AS unit, ${seriesHash} AS series, intDiv(toUInt32(TimeUnix), {step:UInt32}) AS slot,
    countIf(${isValue}) AS points, toInt64(maxIf(TimeUnix, ${isValue})) AS last, toInt64(maxIf(TimeUnix, NOT (${isValue}))) AS marked,
    ${inner}If(toFloat64(${value} * ${parts.factor}), ${isValue}) AS level
  FROM ${parts.table}
  WHERE ${parts.conditions}
  GROUP BY group, unit, series, slot
)
GROUP BY group, unit, series`
}

/**
 * The step until which a level holds: the next one with a point, unless a gap or a mark of staleness lies between; at
 * the end, the newest point of the metric.
 */
const heldUntil = `arrayMap((row, next, at) -> toUInt64(multiIf(
  row.2 = 0, row.1,
  row.4 > row.3, row.1 + 1,
  at = length(rows), intDiv(greatest(row.3, if({end:UInt32} - row.3 <= usual, {end:UInt32}, 0)), {step:UInt32}) + 1,
  next.2 = 0 OR next.3 - row.3 > longest, row.1 + 1,
  next.1)), rows, later, arrayEnumerate(rows))`

/**
 * Values at a time, as gauges have them: first of each series in a step, then over the series of a group. A step
 * without a point between two that are no gap apart holds the value before it, so that series of different pace add up.
 */
export const toLevelSql = (parts: MetricSql, value: string, inner: string, outer: string): string => {
  const layers: readonly Readonly<Record<string, string>>[] = [
    { later: 'arrayPushBack(arrayPopFront(rows), rows[1])' },
    { distances: 'arrayMap((row, next) -> next.3 - row.3, arrayPopBack(rows), arrayPopBack(later))' },
    { usual: `toInt64(${toMiddle('distances')})` },
    { longest: 'if(length(distances) < 3, 300, 3 * usual)' },
    { ends: heldUntil },
  ]
  return `
SELECT toUInt32(slot * {step:UInt32}) AS t, group, unit, ${outer}(level) AS value
FROM
(
  SELECT group, unit, each.1.5 AS level, arrayJoin(range(toUInt64(each.1.1), each.2)) AS slot
  FROM (${layers.reduce(withColumns, toRowsSql(parts, value, inner))})
  ARRAY JOIN arrayZip(rows, ends) AS each
)
WHERE slot >= intDiv({from:UInt32}, {step:UInt32}) AND slot * {step:UInt32} < {to:UInt32}
GROUP BY t, group, unit
ORDER BY t
${quickly}`
}
