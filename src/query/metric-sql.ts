/** What every statement over a metric's points is made of; all of it comes from fixed maps, never from a request. */
export type MetricSql = {
  readonly table: string
  readonly conditions: string
  /** SQL of the group, a string. */
  readonly group: string
  readonly series: string
}

const at = "toUInt32(toStartOfInterval(TimeUnix, toIntervalSecond({step:UInt32}), 'UTC'))"

/** Values at a time, as gauges have them: first of each series in a step, then over the series of a group. */
export const toLevelSql = (parts: MetricSql, value: string, inner: string, outer: string): string => `
SELECT t, group, ${outer}(level) AS value
FROM
(
  SELECT ${at} AS t, ${parts.group} AS group, ${parts.series} AS series, ${inner}(${value}) AS level
  FROM ${parts.table}
  WHERE ${parts.conditions}
  GROUP BY t, group, series
)
GROUP BY t, group
ORDER BY t`

/**
 * What values grew by in each step. Delta points are added up; of cumulative ones the last of each step is compared with
 * the step before, and a fall is a restart from zero. A series that started before the range has no growth in its first step.
 */
export const toGrowthSql = (parts: MetricSql, values: readonly string[], temporality: string): string => `
SELECT t, group, ${values.map((_, index) => `sum(growth[${index + 1}]) AS value${index}`).join(', ')}
FROM
(
  SELECT t, group,
    multiIf(
      is_delta, added,
      NOT has_earlier, if(started >= {from:UInt32}, last, emptyArrayFloat64()),
      arrayMap((now, before) -> if(last[1] < earlier[1], now, now - before), last, earlier)) AS growth
  FROM
  (
    SELECT t, group, is_delta, added, last, started,
      lagInFrame(last) OVER series_in_order AS earlier,
      lagInFrame(1, 1, 0) OVER series_in_order AS has_earlier
    FROM
    (
      SELECT ${at} AS t, ${parts.group} AS group, ${parts.series} AS series,
        any(${temporality}) = 1 AS is_delta,
        sumForEach([${values.map((value) => `toFloat64(${value})`).join(', ')}]) AS added,
        argMax([${values.map((value) => `toFloat64(${value})`).join(', ')}], TimeUnix) AS last,
        toUInt32(max(StartTimeUnix)) AS started
      FROM ${parts.table}
      WHERE ${parts.conditions}
      GROUP BY t, group, series
    )
    WINDOW series_in_order AS (PARTITION BY group, series ORDER BY t ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
  )
)
WHERE notEmpty(growth)
GROUP BY t, group
ORDER BY t`

/** Buckets of a point as (lower bound, upper bound, count), empty ones left out. Infinite bounds are written as the finite one beside them. */
export const explicitBuckets = `arrayFilter(bucket -> bucket.3 > 0, arrayMap(
  (count, index) -> (
    toFloat64(if(index = 1, least(0, ExplicitBounds[1]), ExplicitBounds[index - 1])),
    toFloat64(if(index > length(ExplicitBounds), ExplicitBounds[-1], ExplicitBounds[index])),
    toFloat64(count)),
  BucketCounts, arrayEnumerate(BucketCounts)))`

/** Place of a bucket at the coarser scale: each step down joins two neighbours. */
const place = (offset: string, counts: string): string =>
  `arrayMap(at -> floor((at - 1 + ${offset}) / exp2(Scale - coarse)), arrayEnumerate(${counts}))`

/** The same of an exponential histogram, at the coarsest scale that the series had in the range, so that its points compare. */
export const exponentialBuckets: string = `arrayConcat(
  if(ZeroCount > 0, [(0., 0., toFloat64(ZeroCount))], []),
  arrayMap((count, at) -> (exp2(at / exp2(coarse)), exp2((at + 1) / exp2(coarse)), toFloat64(count)),
    PositiveBucketCounts, ${place('PositiveOffset', 'PositiveBucketCounts')}),
  arrayMap((count, at) -> (-exp2((at + 1) / exp2(coarse)), -exp2(at / exp2(coarse)), toFloat64(count)),
    NegativeBucketCounts, ${place('NegativeOffset', 'NegativeBucketCounts')}))`

/** Exponential histograms with the coarsest scale of their series, which senders lower as values spread. */
export const withCoarseScale = ({ table, conditions, series }: MetricSql): string =>
  `(SELECT *, min(Scale) OVER (PARTITION BY ${series}) AS coarse FROM ${table} WHERE ${conditions})`

/** What each bucket grew by in each step; the same rules as for values. */
export const toBucketSql = (parts: MetricSql, buckets: string): string => `
SELECT t, group, groupArray((lower, upper, grown)) AS buckets
FROM
(
  SELECT t, group, lower, upper, sum(growth) AS grown
  FROM
  (
    SELECT t, group, lower, upper,
      multiIf(is_delta, count, t = first_t AND started < {from:UInt32}, 0., earlier > count, count, count - earlier) AS growth
    FROM
    (
      SELECT t, group, lower, upper, is_delta, count, started, first_t,
        lagInFrame(count, 1, 0.) OVER (PARTITION BY group, series, lower, upper ORDER BY t ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS earlier
      FROM
      (
        SELECT t, group, series, is_delta, started, bucket.1 AS lower, bucket.2 AS upper, sum(bucket.3) AS count,
          min(t) OVER (PARTITION BY group, series) AS first_t
        FROM
        (
          SELECT ${at} AS t, ${parts.group} AS group, ${parts.series} AS series,
            any(AggregationTemporality) = 1 AS is_delta,
            toUInt32(max(StartTimeUnix)) AS started,
            if(is_delta, arrayFlatten(groupArray(${buckets})), argMax(${buckets}, TimeUnix)) AS all_buckets
          FROM ${parts.table}
          WHERE ${parts.conditions}
          GROUP BY t, group, series
        )
        ARRAY JOIN all_buckets AS bucket
        GROUP BY t, group, series, is_delta, started, lower, upper
      )
    )
  )
  GROUP BY t, group, lower, upper
  HAVING grown > 0
)
GROUP BY t, group
ORDER BY t`
