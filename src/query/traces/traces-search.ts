import { type Static, Type } from 'typebox'
import { PlainsightError } from '../../errors.ts'
import { type QuestionContext, question } from '../question.ts'
import { resumeFields, scannedFields, toScannedFields } from '../search/answer-fields.ts'
import { scanNewestFirst } from '../search/newest-first.ts'
import { toWindow, type Window } from '../search/window.ts'
import { openSpanSource, type SpanSource, type TraceFilter, toScanOptions, traceFilterFields } from './trace-filter.ts'
import { type MatchedSpan, summariseTraces, traceSummary } from './trace-summaries.ts'

const params = Type.Object({
  ...traceFilterFields,
  ...resumeFields,
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'Maximum traces of the answer.' }),
  ),
  before: Type.Optional(
    Type.String({ pattern: '^\\d{1,19}:[0-9a-f]{0,64}$', description: 'Where the answer before ended: its `next`.' }),
  ),
})

const answer = Type.Object({
  traces: Type.Array(traceSummary),
  next: Type.Union([Type.String(), Type.Null()], { description: 'Pass as `before` for older traces; null: no more.' }),
  ...scannedFields,
})

type Cursor = { readonly ns: bigint; readonly traceId: string }

const parseCursor = (text: string | undefined): Cursor | undefined => {
  if (text === undefined) return undefined
  const [ns = '', traceId = ''] = text.split(':')
  if (BigInt(ns) > 9_223_372_036_854_775_807n)
    throw new PlainsightError('QUERY_INVALID', { reason: 'parameter before is out of range' })
  return { ns: BigInt(ns), traceId }
}

const readWindow = async (
  { store, timeoutMs }: QuestionContext,
  { table, where, binder }: SpanSource,
  { cursor, limit }: { cursor: Cursor | undefined; limit: number },
): Promise<MatchedSpan[]> => {
  // Ids break ties of spans that started at the same nanosecond, so that a page ends and goes on at the same place.
  const older = cursor
    ? ` AND (Timestamp, TraceId) < (${binder.instant(cursor.ns)}, ${binder.text(cursor.traceId)})`
    : ''
  const sql = `SELECT TraceId AS traceId, SpanId AS spanId, SpanName AS name, ServiceName AS service,
      toUnixTimestamp64Nano(Timestamp) AS ns, Duration AS duration, StatusCode AS status
    FROM ${table} WHERE ${where}${older} AND TraceId != ''
    ORDER BY Timestamp DESC, TraceId DESC LIMIT 1 BY TraceId LIMIT ${limit}`
  return (await store.query<MatchedSpan>(sql, { params: binder.params, timeoutMs })).rows
}

const toRange = (filter: TraceFilter, cursor: Cursor | undefined): Window => {
  const range = toWindow(filter)
  return cursor && cursor.ns + 1n < range.to ? { from: range.from, to: cursor.ns + 1n } : range
}

const run = async (context: QuestionContext, asked: Static<typeof params>): Promise<Static<typeof answer>> => {
  const { limit = 50, before, windowMs, ...filter } = asked
  const cursor = parseCursor(before)
  const found = new Map<string, MatchedSpan>()
  const { sourceOf, stretches } = await openSpanSource(context, filter)
  const scanned = await scanNewestFirst(
    toRange(filter, cursor),
    async (window) => {
      const rows = await readWindow(context, sourceOf(window), { cursor, limit: limit + 1 })
      for (const row of rows) if (!found.has(row.traceId)) found.set(row.traceId, row)
      return found.size > limit ? 'enough' : rows.length > 0 ? 'some' : 'none'
    },
    { timeoutMs: context.timeoutMs, stretches, ...toScanOptions(filter, toWindow(filter), { parts: 64, windowMs }) },
  )
  const matched = [...found.values()].slice(0, limit)
  const last = matched.at(-1)
  const more = found.size > limit || !scanned.complete
  const next = found.size > limit && last ? `${last.ns}:${last.traceId}` : more ? `${scanned.reached}:` : null
  return { traces: await summariseTraces(context, matched), next, ...toScannedFields(scanned) }
}

/** Traces with a span that matches the filter, newest first; each with sums over its spans. */
export const tracesSearch = question({
  name: 'traces-search',
  access: 'read',
  summary: 'Traces with a span that matches the filter, newest first, a page at a time.',
  params,
  answer,
  run,
})
