import { type Static, Type } from 'typebox'
import { PlainsightError } from '../../errors.ts'
import { type QuestionContext, question } from '../question.ts'
import { createBinder } from '../search/binder.ts'
import { type LogLineRow, logIdSql, logLine, toLogLine, wholeLogColumnsSql } from './log-line.ts'

const params = Type.Object({
  id: Type.String({ pattern: '^\\d{1,20}$', description: 'As lists of lines give it.' }),
  ns: Type.String({ pattern: '^[0-8]?\\d{1,18}$', description: 'Time of the line, nanoseconds since 1970.' }),
})

const run = async (context: QuestionContext, { id, ns }: Static<typeof params>): Promise<Static<typeof logLine>> => {
  const binder = createBinder()
  const sql = `SELECT ${wholeLogColumnsSql} FROM otel_logs
    WHERE Timestamp = ${binder.instant(BigInt(ns))} AND toString(${logIdSql}) = ${binder.text(id)} LIMIT 1`
  const { rows } = await context.store.query<LogLineRow>(sql, { params: binder.params, timeoutMs: context.timeoutMs })
  const row = rows[0]
  if (row === undefined) throw new PlainsightError('NOT_FOUND', { what: `The log line ${id}` })
  return toLogLine(row)
}

/** One log record with all its text. */
export const logsLine = question({
  name: 'logs-line',
  access: 'read',
  summary: 'One log record with all its text, however long.',
  params,
  answer: logLine,
  run,
})
