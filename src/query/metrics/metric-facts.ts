import type { Store } from '../../store/store.ts'
import { toMetricTable } from '../../tables.ts'
import { type MetricFilter, toMetricConditions } from './metric-filter.ts'
import { isMark, seriesHash } from './metric-series-sql.ts'
import { toUnitPlan, type UnitPlan } from './metric-units.ts'

/** Facts about a metric that are needed before its points are read. */
export type MetricFacts = {
  readonly units: UnitPlan
  /** A sum that only grows. */
  readonly isCounter: boolean
  /** Points that are read. */
  readonly points: number
  /** Time of the newest point, seconds since 1970. */
  readonly newest: number
  /** Seconds between two points of the most frequent series. */
  readonly gap: number
}

type Unit = { unit: string; monotonic: number; points: number; newest: number }

/** Whether most points are a counter's, and whether the newest is. */
const toCommon = (rows: readonly Unit[]) => {
  const count = (monotonic: number): number =>
    rows.reduce((sum, row) => sum + (row.monotonic === monotonic ? row.points : 0), 0)
  const common = count(1) > count(0) ? 1 : 0
  const kept = rows.filter(({ monotonic }) => monotonic === common)
  const newest = kept.reduce((latest, row) => Math.max(latest, row.newest), 0)
  return { isCounter: common === 1, units: toUnitPlan(kept.map(({ unit }) => unit)), points: count(common), newest }
}

/** Seconds between two points, from the half hour before the newest. */
const loadGap = async (store: Store, filter: MetricFilter, timeoutMs: number): Promise<number> => {
  const { sql: conditions, params } = toMetricConditions(filter)
  const sql = `
SELECT minIf(width / (n - 1), n > 2) AS many, minIf(width / (n - 1), n = 2) AS two
FROM
(
  SELECT uniqExact(TimeUnix) AS n, toFloat64(max(TimeUnix) - min(TimeUnix)) AS width
  FROM ${toMetricTable(filter.kind)}
  WHERE ${conditions} AND ${isMark} = 0
  GROUP BY ${seriesHash}
)`
  const { rows } = await store.query<{ many: number | null; two: number | null }>(sql, { params, timeoutMs })
  return Math.max(1, Math.floor(rows[0]?.many || rows[0]?.two || 60))
}

/** Units, kind of sum, pace and end of a metric's points in the range and a little after it. */
export const loadMetricFacts = async (store: Store, filter: MetricFilter, timeoutMs: number): Promise<MetricFacts> => {
  const { sql: conditions, params } = toMetricConditions(filter)
  const sql = `
SELECT MetricUnit AS unit, toUInt8(${filter.kind === 'sum' ? 'IsMonotonic' : '0'}) AS monotonic, toUInt32(count()) AS points,
  toUInt32(max(TimeUnix)) AS newest
FROM ${toMetricTable(filter.kind)}
WHERE ${conditions} AND ${isMark} = 0
GROUP BY unit, monotonic
ORDER BY points DESC, unit`
  const { rows } = await store.query<Unit>(sql, { params, timeoutMs })
  const common = toCommon(rows)
  const to = Math.min(filter.to, (common.newest + 1) * 1000)
  const gap = await loadGap(store, { ...filter, from: Math.max(filter.from, to - 30 * 60_000), to }, timeoutMs)
  return { ...common, gap }
}
