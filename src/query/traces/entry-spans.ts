import type { QuestionContext } from '../question.ts'

/**
 * A request or message from outside, or the start of a trace: the spans that people search first. The
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
 * Since when `entry_spans` has every entry span, nanoseconds since 1970: a store that was filled before by other
 * programs has older ones only in `otel_traces`. It never changes, so it is read once.
 */
export const readEntrySpansSince = (context: QuestionContext): Promise<bigint> =>
  context.shared.once('entry_spans_since', () => read(context))
