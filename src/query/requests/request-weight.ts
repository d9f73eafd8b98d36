import { type TNumber, Type } from 'typebox'

/**
 * No span counts for more requests than this: what a cap of one trace a second needs on the busiest Node process, and
 * the least probability that samplers choose by themselves (Jaeger's 1 in 100,000). A threshold may come from a
 * stranger's `tracestate`, and could claim 2^56.
 */
const maxWeight = 100_000

/** An explicit weight; it goes before the threshold. */
const rateSql = "toUInt64OrZero(SpanAttributes['SampleRate'])"

/** The list member `ot`. One regular expression for it and its threshold would cost each sampled span 2 µs. */
const memberSql =
  "arrayFirst(m -> startsWith(m, 'ot='), arrayMap(m -> trimBoth(m, ' \\t'), splitByChar(',', TraceState)))"

/** Its value `th`: 1 to 14 hexadecimal digits; empty when there is none, or none that is valid. */
const thresholdSql = `extract(arrayFirst(v -> startsWith(v, 'th:'), splitByChar(';', substring(${memberSql}, 4))), '^th:([0-9a-f]{1,14})$')`

/** Zeros at its end are left out; all fourteen digits are a number below 2^56. */
const rejectedSql = `reinterpretAsUInt64(reverse(unhex(rightPad(${thresholdSql}, 14, '0'))))`

/** The adjusted count of the specification: 2^56 / (2^56 - threshold). */
const adjustedSql = `72057594037927936 / (72057594037927936 - ${rejectedSql})`

/** Sketches take whole weights. Rounded by the trace id, sums are right on average and a replay weighs the same. */
const wholeSql = `toUInt64(floor(${adjustedSql} + cityHash64(TraceId) % 1000000 / 1e6))`

/**
 * How many requests a span of `otel_traces` stands for: its attribute `SampleRate`, else what the sampling threshold in
 * its `tracestate` says, else 1. The views behind `request_rollup` and `entry_spans`, and `user_activity`, have it from
 * migration 0018.
 * @see https://opentelemetry.io/docs/specs/otel/trace/tracestate-handling/#sampling-threshold-value-th
 */
export const weightSql: string = `least(multiIf(
  ${rateSql} > 0, ${rateSql},
  TraceState = '', 1,
  ${wholeSql}), ${maxWeight})`

/** The same, as `entry_spans` keeps it. */
export const entryWeightSql = 'Weight'

/** Says in answers that requests were sampled. */
export const recorded: TNumber = Type.Number({
  description:
    'Requests that were recorded: fewer than `count` where they were sampled; all numbers are then estimates.',
})
