import { type Static, Type } from 'typebox'
import { type QuestionContext, question } from '../question.ts'
import { resumeFields, scannedFields, toFirstWidth, toScannedFields } from '../search/answer-fields.ts'
import { scanNewestFirst } from '../search/newest-first.ts'
import { readStretches } from '../search/stretches.ts'
import { toWindow, type Window } from '../search/window.ts'
import { durationMsSql } from './request-columns.ts'
import { requestFilterFields, toRequestParams } from './request-filter.ts'
import { toEntriesSql } from './request-source.ts'

const params = Type.Object({
  ...requestFilterFields,
  ...resumeFields,
  step: Type.Integer({ minimum: 1, maximum: 864_000, description: 'Seconds; each step has one request at most.' }),
  minMs: Type.Number({ minimum: 0, description: 'Only requests that took as long, ms.' }),
  maxMs: Type.Number({ minimum: 0, description: 'Only requests that took no longer, ms.' }),
})
type Params = Static<typeof params>

const exemplar = Type.Object({
  t: Type.Integer({ description: 'Start of its step, seconds since 1970.' }),
  startMs: Type.Number(),
  durationMs: Type.Number(),
  traceId: Type.String(),
  spanId: Type.String(),
})
type Exemplar = Static<typeof exemplar>

const answer = Type.Object({
  exemplars: Type.Array(exemplar, { description: 'The slowest request of each step, newest step first.' }),
  ...scannedFields,
})

/**
 * The duration of a span is known without its attributes; the latency of a stream, to its first byte, is never longer.
 */
const slowestSql = `
SELECT
  toUInt32(toStartOfInterval(toDateTime(Timestamp), toIntervalSecond({step:UInt32}), 'UTC')) AS t,
  (argMax((toFloat64(toUnixTimestamp64Nano(Timestamp)), TraceId, SpanId), duration_ms_) AS slowest).1 / 1e6 AS startMs,
  max(duration_ms_) AS durationMs,
  slowest.2 AS traceId,
  slowest.3 AS spanId
FROM ${toEntriesSql(`Timestamp, TraceId, SpanId, Duration, ${durationMsSql} AS duration_ms_`)}
WHERE Duration >= toUInt64({minMs:Float64} * 1e6) AND duration_ms_ BETWEEN {minMs:Float64} AND {maxMs:Float64}
GROUP BY t
ORDER BY t DESC`

const readSlowest = async (
  { store, timeoutMs }: QuestionContext,
  asked: Params,
  window: Window,
): Promise<Exemplar[]> => {
  const { step, minMs, maxMs } = asked
  const bounds = { from: Number(window.from / 1_000_000n), to: Number(window.to / 1_000_000n) }
  const values = { ...toRequestParams({ ...asked, ...bounds }), step, minMs, maxMs }
  return (await store.query<Exemplar>(slowestSql, { params: values, timeoutMs })).rows
}

/** Example requests behind a percentile: one trace a step, for a chart of latency. */
export const requestExemplars = question({
  name: 'request-exemplars',
  access: 'read',
  summary: 'The slowest request of each step with its trace, among those of a range of durations.',
  params,
  answer,
  run: async (context, asked) => {
    const slowest = new Map<number, Exemplar>()
    const scanned = await scanNewestFirst(
      toWindow(asked),
      async (window) => {
        const rows = await readSlowest(context, asked, window)
        // A step may lie in two windows.
        for (const row of rows) {
          const before = slowest.get(row.t)
          if (!before || before.durationMs < row.durationMs) slowest.set(row.t, row)
        }
        return rows.length > 0 ? 'some' : 'none'
      },
      {
        timeoutMs: context.timeoutMs,
        stretches: await readStretches(context, 'otel_traces', asked),
        first: toFirstWidth(asked.windowMs),
      },
    )
    return { exemplars: [...slowest.values()], ...toScannedFields(scanned) }
  },
})
