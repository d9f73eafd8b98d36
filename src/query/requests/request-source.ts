import type { QuestionContext } from '../question.ts'
import { type Range, toStep } from '../time-range.ts'
import { readEntrySpansSince } from '../traces/entry-spans.ts'
import { durationMsSql, entryColumns, isServerSql, toFailedSql } from './request-columns.ts'
import { noRoute, type RequestFilter, toRequestParams } from './request-filter.ts'
import { entryWeightSql } from './request-weight.ts'

/** Conditions on the columns that both sources have. */
const narrowed = `
  ({service:String} = '' OR service = {service:String})
  AND ({route:String} = '' OR route = if({route:String} = '${noRoute}', '', {route:String}))
  AND ({method:String} = '' OR method = {method:String})`

/** Columns of the requests of the range that are narrowed down, as spans, and what they asked for. */
export const toEntriesSql = (columns: string): string => `
(
  SELECT ${columns}, ServiceName AS service, ${entryColumns.route} AS route, ${entryColumns.method} AS method
  FROM entry_spans
  WHERE Timestamp >= fromUnixTimestamp64Milli({from:Int64}) AND Timestamp < fromUnixTimestamp64Milli({to:Int64})
    AND ${narrowed}
    AND ${isServerSql}
)`

/**
 * Rows that can be grouped by `service`, `method`, `route` and `t` (where a point begins, seconds since 1970), and
 * aggregates over them.
 */
export type RequestRows = {
  /** A subquery, narrowed down. */
  readonly rows: string
  /** How many requests there were, how many of them were recorded, how many failed, and their milliseconds. */
  readonly counts: string
  /** Quantiles 0.5, 0.9, 0.95 and 0.99 of the duration, ms. */
  readonly quantiles: string
  /** Their state, to be merged. */
  readonly sketch: string
}

const levels = '(0.5, 0.9, 0.95, 0.99)'

/** Merges the states of `sketch`. */
export const mergeSketches = (column: string): string => `quantilesTDigestWeightedMerge${levels}(${column})`

const toPointSql = (time: string): string =>
  `toUInt32(toStartOfInterval(${time}, toIntervalSecond({step:UInt32}), 'UTC')) AS t`

/** Whole minutes, the first one included; conditions in the order of the key. */
const rollup: RequestRows = {
  rows: `
(
  SELECT service, route, method, ${toPointSql('minute')}, requests, spans, errors, duration_ms_sum, duration_ms_sketch
  FROM request_rollup
  WHERE minute >= toStartOfMinute(fromUnixTimestamp64Milli({from:Int64})) AND minute < fromUnixTimestamp64Milli({to:Int64})
    AND ${narrowed}
)`,
  counts: `
    toFloat64(sum(requests)) AS count,
    toFloat64(sum(spans)) AS recorded,
    toFloat64(sum(errors)) AS failed,
    sum(duration_ms_sum) AS total`,
  quantiles: mergeSketches('duration_ms_sketch'),
  sketch: `quantilesTDigestWeightedMergeState${levels}(duration_ms_sketch)`,
}

/** What the view behind `request_rollup` adds up each minute (migration 0018), of each span. */
const entries: RequestRows = {
  rows: toEntriesSql(`
    ${toPointSql('toDateTime(Timestamp)')},
    ${entryWeightSql} AS weight_, ${toFailedSql(entryColumns.status)} AS failed_, ${durationMsSql} AS duration_ms_`),
  counts: `
    toFloat64(sum(weight_)) AS count,
    toFloat64(count()) AS recorded,
    toFloat64(sumIf(weight_, failed_)) AS failed,
    sum(duration_ms_ * weight_) AS total`,
  quantiles: `quantilesTDigestWeighted${levels}(duration_ms_, weight_)`,
  sketch: `quantilesTDigestWeightedState${levels}(duration_ms_, weight_)`,
}

/** Maximum range that is counted span by span: with 120 points a step is 15 seconds. */
const maxSpanRangeMs = 30 * 60_000

/** Maximum spans that are read one by one: about a tenth of a second. */
const maxSpans = 200_000

export type RequestSource = RequestRows & {
  readonly params: Readonly<Record<string, string | number>>
  /** Width of a point, seconds. */
  readonly step: number
  /**
   * Start of counting, seconds since 1970: not before the first data, or a rate would include time without data.
   */
  readonly first: number
  /** End of counting: minutes of the rollup are whole, except the current one. */
  readonly last: number
}

/** Reads no rows. The rollup only has minutes; spans are more precise, unless they are kept for a shorter time. */
const startSql = `
SELECT
  (SELECT toUInt32(min(minute)) FROM request_rollup) AS minute,
  (SELECT toFloat64(toUnixTimestamp64Milli(min(Timestamp))) / 1000 FROM entry_spans) AS span`

const countSql = `SELECT toFloat64(sum(spans)) AS spans FROM ${rollup.rows}`

/** When the first request of all was counted, seconds since 1970; undefined without any. */
const readStart = async ({ store, timeoutMs }: QuestionContext): Promise<number | undefined> => {
  const { rows } = await store.query<{ minute: number; span: number }>(startSql, { timeoutMs })
  const { minute = 0, span = 0 } = rows[0] ?? {}
  return (span > 0 && span < minute + 60 ? span : minute) || undefined
}

/** Requests that were recorded in a range: how many spans there are to read one by one. */
const countSpans = async ({ store, timeoutMs }: QuestionContext, filter: RequestFilter): Promise<number> => {
  const params = { ...toRequestParams(filter), step: 60 }
  const { rows } = await store.query<{ spans: number }>(countSql, { params, timeoutMs })
  return rows[0]?.spans ?? 0
}

const minuteMs = 60_000

/** A view that refreshes itself asks again and again, for a range that has moved by seconds. */
const isShort = async (context: QuestionContext, filter: RequestFilter): Promise<boolean> => {
  const { from, to, ...narrowing } = filter
  if (to - from > maxSpanRangeMs) return false
  const range = [Math.floor(from / minuteMs), Math.floor(to / minuteMs)]
  const key = `requests in ${JSON.stringify([range, narrowing])}`
  const spans = await context.shared.lately(key, minuteMs, () => countSpans(context, filter))
  return spans <= maxSpans && (await readEntrySpansSince(context)) <= BigInt(from) * 1_000_000n
}

/** The seconds that rows of a range count. */
const toCounted = ({ from, to }: Range, short: boolean): Range => {
  if (short) return { from: from / 1000, to: to / 1000 }
  const minuteEnd = Math.ceil(to / minuteMs) * minuteMs
  return { from: Math.floor(from / minuteMs) * 60, to: Math.min(minuteEnd, Math.max(to, Date.now())) / 1000 }
}

/**
 * Where requests of a range are counted from, and in which steps. A short range is counted span by span, so that a
 * minute of traffic is a curve already; a longer or very busy one from the rollup, whose least step is a minute.
 */
export const openRequestSource = async (
  context: QuestionContext,
  filter: RequestFilter,
  points?: number,
): Promise<RequestSource> => {
  const [short, start = 0] = await Promise.all([
    isShort(context, filter),
    context.shared.lately('start of requests', minuteMs, () => readStart(context)),
  ])
  const step = toStep(filter, { ...(points !== undefined && { points }), least: short ? 1 : 60 })
  const params = { ...toRequestParams(filter), step }
  const { from, to } = toCounted(filter, short)
  return { ...(short ? entries : rollup), params, step, first: Math.min(Math.max(from, start), to), last: to }
}

/**
 * Seconds of each point that were counted: the first and the last one are rarely whole, and before there were data
 * there are none.
 */
export const toStepSeconds = ({ step, first, last }: RequestSource, axis: readonly number[]): number[] =>
  axis.map((t) => (t + step <= first ? 0 : Math.max(1, Math.min(t + step, last) - Math.max(t, first))))
