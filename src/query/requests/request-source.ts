import type { QuestionContext } from '../question.ts'
import { type Range, toStep } from '../time-range.ts'
import { readEntrySpansSince } from '../traces/entry-spans.ts'
import { durationMsSql, entryColumns, isServerSql, toFailedSql } from './request-columns.ts'
import { noRoute, type RequestFilter, toRequestParams } from './request-filter.ts'
import { entryWeightSql } from './request-weight.ts'

/** Columns of both sources, as `request_rollup` has them; `time` is the start of what a row counts. */
const narrowed = `
  ({service:String} = '' OR service = {service:String})
  AND ({route:String} = '' OR route = if({route:String} = '${noRoute}', '', {route:String}))
  AND ({method:String} = '' OR method = {method:String})`

/** Whole minutes, the first one included; conditions in the order of the key. */
const rollupSql = `
(
  SELECT minute AS time, service, route, method, requests, spans, errors, duration_ms_sum, duration_ms_sketch
  FROM request_rollup
  WHERE minute >= toStartOfMinute(fromUnixTimestamp64Milli({from:Int64})) AND minute < fromUnixTimestamp64Milli({to:Int64})
    AND ${narrowed}
)`

/** Spans of the range that are narrowed down, with the columns of both sources that say what a request asked for. */
export const entriesSql = `
(
  SELECT *, ServiceName AS service, ${entryColumns.route} AS route, ${entryColumns.method} AS method
  FROM entry_spans
  WHERE Timestamp >= fromUnixTimestamp64Milli({from:Int64}) AND Timestamp < fromUnixTimestamp64Milli({to:Int64})
    AND ${narrowed}
)`

/** What the view behind `request_rollup` adds up each minute (migration 0018), added up each step. */
const spansSql = `
(
  WITH
    ${entryWeightSql} AS weight_,
    ${durationMsSql} AS duration_ms_
  SELECT
    toStartOfInterval(toDateTime(Timestamp), toIntervalSecond({step:UInt32}), 'UTC') AS time,
    ServiceName AS service,
    ${entryColumns.route} AS route,
    ${entryColumns.method} AS method,
    sum(weight_) AS requests,
    count() AS spans,
    sumIf(weight_, ${toFailedSql(entryColumns.status)}) AS errors,
    sum(duration_ms_ * weight_) AS duration_ms_sum,
    quantilesTDigestWeightedState(0.5, 0.9, 0.95, 0.99)(duration_ms_, weight_) AS duration_ms_sketch
  FROM entry_spans
  WHERE ${isServerSql}
    AND Timestamp >= fromUnixTimestamp64Milli({from:Int64}) AND Timestamp < fromUnixTimestamp64Milli({to:Int64})
    AND ${narrowed}
  GROUP BY time, service, route, method
)`

/** Longest range that is counted span by span: with 120 points a step is 15 seconds. */
const maxSpanRangeMs = 30 * 60_000

/** Most spans that are read one by one: about a tenth of a second. */
const maxSpans = 200_000

export type RequestSource = {
  /** A subquery with the columns of `request_rollup`, narrowed down; values in `params`. */
  readonly sql: string
  readonly params: Readonly<Record<string, string | number>>
  /** Width of a point, seconds. */
  readonly step: number
  /**
   * Where counting begins, seconds since 1970: not before there were data, or a rate would be that of a time when
   * nobody counted.
   */
  readonly first: number
  /** Where it ends: minutes of the rollup are whole, but for the one that is not over. */
  readonly last: number
}

/** Reads no rows. The rollup knows minutes only; spans know better, unless they are kept for a shorter time. */
const startColumns = `
  (SELECT toUInt32(min(minute)) FROM request_rollup) AS minute,
  (SELECT toFloat64(toUnixTimestamp64Milli(min(Timestamp))) / 1000 FROM entry_spans) AS span`

const spansColumn = `(SELECT toFloat64(sum(spans)) FROM ${rollupSql}) AS spans`

type Facts = {
  /** When the first request of all was counted, seconds since 1970; 0 without any. */
  readonly start: number
  /** Requests in the range that were recorded; not counted where it is too long to be read span by span. */
  readonly spans: number
}

const isShortRange = ({ from, to }: Range): boolean => to - from <= maxSpanRangeMs

const readFacts = async ({ store, timeoutMs }: QuestionContext, filter: RequestFilter): Promise<Facts> => {
  const { rows } = await store.query<{ minute: number; span: number; spans: number }>(
    `SELECT ${startColumns}, ${isShortRange(filter) ? spansColumn : '0 AS spans'}`,
    { params: toRequestParams(filter), timeoutMs },
  )
  const { minute = 0, span = 0, spans = 0 } = rows[0] ?? {}
  return { start: span > 0 && span < minute + 60 ? span : minute, spans }
}

/** Tables and charts of a view are asked at the same time. */
const shareFacts = (context: QuestionContext, filter: RequestFilter): Promise<Facts> =>
  context.shared.together(`requests ${JSON.stringify(toRequestParams(filter))}`, () => readFacts(context, filter))

const isShort = async (context: QuestionContext, filter: RequestFilter, spans: number): Promise<boolean> =>
  isShortRange(filter) && spans <= maxSpans && (await readEntrySpansSince(context)) <= BigInt(filter.from) * 1_000_000n

/** The seconds that rows of a range count. */
const toCounted = ({ from, to }: Range, short: boolean): Range => {
  if (short) return { from: from / 1000, to: to / 1000 }
  const minuteEnd = Math.ceil(to / 60_000) * 60_000
  return { from: Math.floor(from / 60_000) * 60, to: Math.min(minuteEnd, Math.max(to, Date.now())) / 1000 }
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
  const { start, spans } = await shareFacts(context, filter)
  const short = await isShort(context, filter, spans)
  const step = toStep(filter, { ...(points !== undefined && { points }), least: short ? 1 : 60 })
  const params = { ...toRequestParams(filter), step }
  const { from, to } = toCounted(filter, short)
  return { sql: short ? spansSql : rollupSql, params, step, first: Math.min(Math.max(from, start), to), last: to }
}

/**
 * Seconds of each point that were counted: the first and the last one are rarely whole, and before there were data
 * there are none.
 */
export const toStepSeconds = ({ step, first, last }: RequestSource, axis: readonly number[]): number[] =>
  axis.map((t) => (t + step <= first ? 0 : Math.max(1, Math.min(t + step, last) - Math.max(t, first))))
