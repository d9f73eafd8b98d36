import { type Static, Type } from 'typebox'
import { severities } from '../../severity.ts'
import { type QuestionContext, question } from '../question.ts'
import { resumeFields, scannedFields, toFirstWidth, toScannedFields } from '../search/answer-fields.ts'
import { scanNewestFirst } from '../search/newest-first.ts'
import { readStretches } from '../search/stretches.ts'
import { toWindow, type Window } from '../search/window.ts'
import { axisFields } from '../series-answer.ts'
import { toAxis, toStep } from '../time-range.ts'
import { type LogFilter, logRangeFilterFields, toLogFilter } from './log-filter.ts'
import { quickClassSql, severityClassSql, unnumbered } from './severity-sql.ts'

const params = Type.Object({
  ...logRangeFilterFields,
  ...resumeFields,
  step: Type.Optional(Type.Integer({ minimum: 1, description: 'Width of a bar, seconds; default: about 80 bars.' })),
})

const counts = Type.Array(Type.Integer(), { description: 'Records per bar.' })
const answer = Type.Object({
  ...axisFields,
  total: Type.Integer({ description: 'Records that match the filter.' }),
  severities: Type.Object(
    Object.fromEntries(severities.map((name) => [name, counts])) as Record<(typeof severities)[number], typeof counts>,
  ),
  ...scannedFields,
})

type Row = { readonly t: string; readonly level: number; readonly records: string }

/** Maximum bars of an answer: a step too fine for the range is widened. */
const maxBars = 300

type Asked = { readonly filter: LogFilter; readonly window: Window; readonly first: number; readonly step: number }

const countBars = async (
  { store, timeoutMs }: QuestionContext,
  { filter, window, first, step }: Asked,
  { quick }: { quick: boolean },
): Promise<Row[]> => {
  const { where, binder } = toLogFilter(filter, window)
  const bar = `intDiv(toUInt32(toUnixTimestamp(Timestamp)) - toUInt32(${binder.number(first)}), toUInt32(${binder.number(step)}))`
  const level = quick ? quickClassSql : severityClassSql
  // Bar and class in one small number: the engine then counts into an array instead of a hash table.
  const sql = `SELECT toUInt16(${bar} * 8 + ${level}) AS cell, intDiv(cell, 8) AS t, cell % 8 AS level, count() AS records
    FROM otel_logs WHERE ${where}${quick ? '' : ' AND SeverityNumber = 0'} GROUP BY cell`
  return (await store.query<Row>(sql, { params: binder.params, timeoutMs })).rows
}

/** Bars of one window; records without a severity number are counted by their text in a second query. */
const readBars = async (context: QuestionContext, asked: Asked): Promise<Row[]> => {
  const rows = await countBars(context, asked, { quick: true })
  const numbered = rows.filter(({ level }) => level !== unnumbered)
  if (numbered.length === rows.length) return rows
  return [...numbered, ...(await countBars(context, asked, { quick: false }))]
}

const run = async (context: QuestionContext, asked: Static<typeof params>): Promise<Static<typeof answer>> => {
  const { from, to, step: wanted, windowMs, ...filter } = asked
  const range = { from, to }
  const step = Math.max(wanted ?? toStep(range, { points: 80 }), toStep(range, { points: maxBars }))
  const t = toAxis(range, step)
  const series = severities.map(() => t.map(() => 0))
  const scanned = await scanNewestFirst(
    toWindow(range),
    async (window) => {
      const bars = await readBars(context, { filter, window, first: t[0] ?? 0, step })
      for (const row of bars) {
        const column = series[row.level]
        if (column) column[Number(row.t)] = (column[Number(row.t)] ?? 0) + Number(row.records)
      }
      return bars.length > 0 ? 'some' : 'none'
    },
    // Conditions on attributes read many times as much, so such a range is read in smaller steps.
    {
      timeoutMs: context.timeoutMs,
      stretches: await readStretches(context, 'otel_logs', range),
      first: toFirstWidth(windowMs),
      parts: filter.q ? 64 : 8,
    },
  )
  const total = series.flat().reduce((sum, records) => sum + records, 0)
  const named = Object.fromEntries(severities.map((name, level) => [name, series[level] ?? []]))
  return {
    step,
    t,
    end: range.to / 1000,
    total,
    severities: named as Static<typeof answer>['severities'],
    ...toScannedFields(scanned),
  }
}

/** Number of records over time, by severity. */
export const logsHistogram = question({
  name: 'logs-histogram',
  access: 'read',
  summary: 'Number of log records over time, by severity.',
  params,
  answer,
  run,
})
