import { type Static, Type } from 'typebox'
import { PlainsightError } from '../../errors.ts'
import { type QuestionContext, question } from '../question.ts'
import { resumeFields, scannedFields, toFirstWidth, toScannedFields } from '../search/answer-fields.ts'
import { scanNewestFirst } from '../search/newest-first.ts'
import { readStretches } from '../search/stretches.ts'
import { toWindow, type Window } from '../search/window.ts'
import { type LogFilter, logRangeFilterFields, toLogFilter } from './log-filter.ts'
import { type LogLine, type LogLineRow, logColumnsSql, logIdSql, logLine, toLogLine } from './log-line.ts'

const params = Type.Object({
  ...logRangeFilterFields,
  ...resumeFields,
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 500, default: 100, description: 'Maximum lines of the answer.' }),
  ),
  before: Type.Optional(
    Type.String({ pattern: '^\\d{1,19}:\\d{1,6}$', description: 'Where the answer before ended: its `next`.' }),
  ),
})

const answer = Type.Object({
  lines: Type.Array(logLine, { description: 'Newest first.' }),
  next: Type.Union([Type.String(), Type.Null()], { description: 'Pass as `before` for older lines; null: no more.' }),
  ...scannedFields,
})
type Answer = Static<typeof answer>

/**
 * Where a page ended: the instant of its last line, and how many lines of that very instant were shown. Programs write
 * many lines in one millisecond, so the instant alone would lose some; lines of one instant are ordered by their
 * digest.
 */
type Cursor = { readonly ns: bigint; readonly skip: number }

const parseCursor = (text: string | undefined): Cursor | undefined => {
  if (text === undefined) return undefined
  const [ns = '', skip = ''] = text.split(':')
  if (BigInt(ns) < 9_223_372_036_854_775_807n) return { ns: BigInt(ns), skip: Number(skip) }
  throw new PlainsightError('QUERY_INVALID', { reason: 'parameter before is out of range' })
}

const readWindow = async (
  { store, timeoutMs }: QuestionContext,
  { filter, window, limit }: { filter: LogFilter; window: Window; limit: number },
): Promise<LogLineRow[]> => {
  const { where, binder } = toLogFilter(filter, window)
  const sql = `SELECT ${logColumnsSql} FROM otel_logs WHERE ${where} ORDER BY Timestamp DESC, ${logIdSql} DESC LIMIT ${limit}`
  return (await store.query<LogLineRow>(sql, { params: binder.params, timeoutMs })).rows
}

const toNext = (lines: readonly LogLine[], cursor: Cursor | undefined): string | undefined => {
  const last = lines.at(-1)
  if (last === undefined) return undefined
  const same = lines.filter(({ ns }) => ns === last.ns).length
  const before = cursor && cursor.ns === BigInt(last.ns) ? cursor.skip : 0
  return `${last.ns}:${same + before}`
}

const run = async (context: QuestionContext, asked: Static<typeof params>): Promise<Answer> => {
  const { limit = 100, before, windowMs, from, to, ...filter } = asked
  const cursor = parseCursor(before)
  const whole = toWindow({ from, to })
  const range = cursor && cursor.ns + 1n < whole.to ? { from: whole.from, to: cursor.ns + 1n } : whole
  const skip = cursor && range.to === cursor.ns + 1n ? cursor.skip : 0
  const wanted = skip + limit + 1
  const rows: LogLineRow[] = []
  const scanned = await scanNewestFirst(
    range,
    async (window) => {
      const fresh = await readWindow(context, { filter, window, limit: wanted - rows.length })
      rows.push(...fresh)
      return rows.length >= wanted ? 'enough' : fresh.length > 0 ? 'some' : 'none'
    },
    {
      timeoutMs: context.timeoutMs,
      stretches: await readStretches(context, 'otel_logs', { from, to }),
      first: toFirstWidth(windowMs),
    },
  )
  const lines = rows.slice(skip, skip + limit).map(toLogLine)
  const resumed = scanned.complete ? null : `${scanned.reached - 1n}:0`
  const next = rows.length >= wanted ? (toNext(lines, cursor) ?? null) : resumed
  return { lines, next, ...toScannedFields(scanned) }
}

/** Log records that match the filter, newest first. */
export const logsSearch = question({
  name: 'logs-search',
  access: 'read',
  summary: 'Log records that match the filter, newest first, a page at a time.',
  params,
  answer,
  run,
})
