import { type TNumber, Type } from 'typebox'

/**
 * How many requests a span stands for: its attribute `SampleRate`, else what the sampling threshold in its `tracestate`
 * says, else 1. The views behind `request_rollup` and `entry_spans`, and `user_activity`, compute it once, when a span
 * is stored (migration 0018, whose parts `request-weight.test.ts` explains). This is the column of `entry_spans`.
 * @see https://opentelemetry.io/docs/specs/otel/trace/tracestate-handling/#sampling-threshold-value-th
 */
export const entryWeightSql = 'Weight'

/** Says in answers that requests were sampled. */
export const recorded: TNumber = Type.Number({
  description:
    'Requests that were recorded: fewer than `count` where they were sampled; all numbers are then estimates.',
})
