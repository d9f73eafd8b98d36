import { type Static, Type } from 'typebox'
import { type LogLineRow, logColumnsSql, logLine, toLogLine } from '../logs/log-line.ts'
import { type QuestionContext, question } from '../question.ts'
import { createBinder } from '../search/binder.ts'
import { readTraceBounds } from './trace-bounds.ts'
import { traceIdParam } from './trace-detail.ts'

/** Lines shown inside one trace. */
const maxLines = 1000

/** Lines may be written a little before or after the spans that they belong to. */
const slack = 60_000_000_000n

/** The last instant that `DateTime64(9)` can hold. */
const latest = 9_223_372_036_000_000_000n

const params = Type.Object({ traceId: traceIdParam })
const answer = Type.Object({
  lines: Type.Array(logLine, { description: 'Oldest first.' }),
  truncated: Type.Boolean({ description: 'The trace has more lines: search the logs by its id.' }),
})

const run = async (context: QuestionContext, asked: Static<typeof params>): Promise<Static<typeof answer>> => {
  const traceId = asked.traceId.toLowerCase()
  const bounds = await readTraceBounds(context, [traceId])
  const binder = createBinder()
  const from = bounds.from > slack ? bounds.from - slack : 0n
  const to = bounds.to < latest - slack ? bounds.to + slack : latest
  const sql = `SELECT ${logColumnsSql} FROM otel_logs WHERE TraceId = ${binder.text(traceId)}
      AND Timestamp >= ${binder.instant(from)} AND Timestamp < ${binder.instant(to)}
    ORDER BY Timestamp, id LIMIT ${maxLines + 1}`
  const { rows } = await context.store.query<LogLineRow>(sql, { params: binder.params, timeoutMs: context.timeoutMs })
  return { lines: rows.slice(0, maxLines).map(toLogLine), truncated: rows.length > maxLines }
}

/** Log records written inside a trace. */
export const traceLogs = question({
  name: 'trace-logs',
  access: 'read',
  summary: 'Log records written inside a trace, oldest first.',
  params,
  answer,
  run,
})
