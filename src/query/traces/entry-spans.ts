import type { QuestionContext } from '../question.ts'

/**
 * A request or message that came in from outside, or the start of a trace: the spans that people look for first. The
 * condition is the one of the view that fills `entry_spans`.
 */
export const entrySpanSql =
  "(SpanKind IN ('Server', 'Consumer', 'SPAN_KIND_SERVER', 'SPAN_KIND_CONSUMER') OR ParentSpanId = '')"

const read = async ({ store, timeoutMs }: QuestionContext): Promise<bigint> => {
  const sql = 'SELECT toString(min(toUnixTimestamp64Nano(since))) AS since, count() AS marks FROM entry_spans_since'
  const { rows } = await store.query<{ since: string; marks: string }>(sql, { timeoutMs })
  const row = rows[0]
  return row && Number(row.marks) > 0 ? BigInt(row.since) : 9_223_372_036_854_775_807n
}

/**
 * From when on `entry_spans` holds every entry span, nanoseconds since 1970: a store that someone else filled before us
 * has older ones in `otel_traces` alone. Never changes, so it is asked once a store.
 */
export const readEntrySpansSince = (context: QuestionContext): Promise<bigint> =>
  context.shared.once('entry_spans_since', () => read(context))
