import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { entryWeightSql } from './request-weight.ts'

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

/** How many requests a span of `otel_traces` stands for. */
const weightSql = `least(multiIf(
  ${rateSql} > 0, ${rateSql},
  TraceState = '', 1,
  ${wholeSql}), ${maxWeight})`

const toOneLine = (sql: string): string => sql.replace(/\s+/g, ' ')

const migration = toOneLine(readFileSync(new URL('../../store/migrations/0018_weights.sql', import.meta.url), 'utf8'))

// A released migration is never edited: a new weight needs a new one, and new parts here.
test.each(['weight_,', `${entryWeightSql} FROM otel_traces`, 'sample_weight FROM otel_traces'])(
  'the migration of weights computes %s of the parts that are explained here',
  (column) => {
    expect(migration).toContain(` ${toOneLine(weightSql)} AS ${column}`)
  },
)
