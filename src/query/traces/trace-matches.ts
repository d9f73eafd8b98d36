import { type Static, Type } from 'typebox'
import { type QuestionContext, question } from '../question.ts'
import { spanColumns } from '../requests/request-columns.ts'
import { createBinder } from '../search/binder.ts'
import { compileSearch } from '../search/compile.ts'
import { readTraceBounds } from './trace-bounds.ts'
import { traceIdParam } from './trace-detail.ts'
import { createTraceDialect } from './trace-fields.ts'

const params = Type.Object({
  traceId: traceIdParam,
  q: Type.String({ minLength: 1, maxLength: 2000, description: 'Search text, as in the search of traces.' }),
})
const answer = Type.Object({ spanIds: Type.Array(Type.String(), { description: 'Spans that match it, by start.' }) })

const run = async (context: QuestionContext, asked: Static<typeof params>): Promise<Static<typeof answer>> => {
  const traceId = asked.traceId.toLowerCase()
  const bounds = await readTraceBounds(context, [traceId])
  const binder = createBinder()
  const condition = compileSearch(asked.q, { dialect: createTraceDialect(spanColumns), binder }) ?? '1'
  const sql = `SELECT SpanId AS spanId FROM otel_traces WHERE TraceId = ${binder.text(traceId)}
      AND Timestamp >= ${binder.instant(bounds.from)} AND Timestamp < ${binder.instant(bounds.to)} AND ${condition}
    ORDER BY Timestamp, SpanId LIMIT 20000`
  const { rows } = await context.store.query<{ spanId: string }>(sql, {
    params: binder.params,
    timeoutMs: context.timeoutMs,
  })
  return { spanIds: rows.map(({ spanId }) => spanId) }
}

/** Which spans of a trace meet a search, attributes and exceptions included. */
export const traceMatches = question({
  name: 'trace-matches',
  access: 'read',
  summary: 'Spans of a trace that match a search text.',
  params,
  answer,
  run,
})
