import type { PointSql } from './metric-points.ts'

/** Parts of every statement over a metric's points; all come from fixed maps, never from a request. */
export type MetricSql = {
  readonly table: string
  readonly conditions: string
  /** SQL of the group, a string. */
  readonly group: string
  /** SQL of the unit that a point is shown in, and of what its values are multiplied by for that. */
  readonly unit: string
  readonly factor: string
  /** SQL that says whether a point holds what it grew by, not what it has come to. */
  readonly isDelta: string
}

/** A stream of points: the same metric of the same scope, with the same attributes, from the same process. */
export const seriesHash =
  'cityHash64(ServiceName, ResourceAttributes, ScopeName, ScopeVersion, ScopeAttributes, Attributes, MetricUnit)'

/** All streams of one metric that a process sends: where one is missing, it has counted nothing yet. */
const senderHash = 'cityHash64(ServiceName, ResourceAttributes, ScopeName, ScopeVersion, ScopeAttributes)'

/** Points marked as *no recorded value* (staleness) have this bit. */
export const isMark = 'bitAnd(Flags, 1)'

/**
 * End of a statement over points. The engine would spend half of its time on comparisons that it could draw from one
 * another, where there are none to be drawn, and a fifth of a second on machine code at the fourth run, which nothing
 * here needs.
 */
export const quickly = 'SETTINGS optimize_and_compare_chain = 0, compile_expressions = 0'

/** Middle of an array of numbers; 0 when it is empty. */
export const toMiddle = (array: string): string => `arraySort(${array})[intDiv(length(${array}) + 1, 2)]`

/**
 * A subquery with additional columns. The engine writes an alias out wherever it is used, so what is used often is a
 * layer of its own; each costs some ms.
 */
export const withColumns = (source: string, columns: Readonly<Record<string, string>>): string =>
  `SELECT *, ${Object.entries(columns)
    .map(([name, sql]) => `${sql} AS ${name}`)
    .join(',\n  ')}\nFROM (${source})`

const toPointsSql = ({ table, conditions, group, unit, isDelta }: MetricSql, point: PointSql): string => {
  const hasNone = `(${isMark} = 1 OR NOT isFinite(${point.head}))`
  return `
SELECT ${group} AS group, ${unit} AS unit, ${point.layout} AS layout, toBool(${isDelta}) AS delta, any(${senderHash}) AS sender,
  arraySort(p -> (p.1, p.2, p.3), groupArray((
    toUInt32(TimeUnix),
    least(toUInt32(StartTimeUnix), toUInt32(TimeUnix)),
    toFloat64(${point.head}),
    ${point.values},
    toUInt8(${hasNone})))) AS by_time
FROM ${table}
WHERE ${conditions}
GROUP BY group, unit, layout, delta, ${seriesHash}
HAVING count() > countIf(${hasNone})`
}

/**
 * Points as they came, or by their start where it goes back and forth: counters of several processes under one name
 * interleave.
 */
const inOrder = `if(
  NOT delta AND arrayExists(jump -> jump < 0, arrayDifference(arrayMap(p -> toInt64(p.2), arrayFilter(p -> p.5 = 0, by_time)))),
  arraySort(p -> (p.2, p.1, p.3), by_time), by_time)`

const distances =
  'arrayFilter(seconds -> seconds > 0, arrayMap((p, q) -> if(delta OR p.2 = q.2, toInt64(p.1) - toInt64(q.1), 0), points, earlier))'

/**
 * Each series with its `points` in order, as tuples: 1 time, 2 start of its counting (0: unknown), 3 head, 4 values.
 * `earlier` holds the point before each, `broken` whether a mark of staleness stands between, `usual` the seconds that
 * commonly lie between two points, `longest` those beyond which there is a gap, `pause` those between the end of a
 * delta and the start of the next.
 */
export const toSeriesSql = (parts: MetricSql, point: PointSql): string => {
  const layers: readonly Readonly<Record<string, string>>[] = [
    { in_order: inOrder },
    {
      points: 'arrayFilter(p -> p.5 = 0, in_order)',
      earlier: 'arrayPushFront(arrayPopBack(points), points[1])',
      broken:
        'arrayMap(more -> more > 0, arrayDifference(arrayFilter((count, p) -> p.5 = 0, arrayCumSum(p -> p.5, in_order), in_order)))',
    },
    {
      distances,
      idle: 'arrayMap((p, q) -> toInt64(p.2) - toInt64(q.1), arrayPopFront(points), arrayPopFront(earlier))',
    },
    {
      usual: `toInt64(${toMiddle('distances')})`,
      pause: toMiddle('idle'),
      longest: 'if(length(distances) < 3, 300, 3 * usual)',
    },
  ]
  return layers.reduce(withColumns, toPointsSql(parts, point))
}
