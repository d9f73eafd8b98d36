import { type Static, Type } from 'typebox'
import type { QuestionContext } from '../question.ts'
import { createBinder } from '../search/binder.ts'
import { readTraceBounds } from './trace-bounds.ts'

export const traceSummary = Type.Object({
  traceId: Type.String(),
  startMs: Type.Number({ description: 'Start of the first span, milliseconds since 1970.' }),
  durationMs: Type.Number({ description: 'From the start of the first span to the end of the last.' }),
  rootName: Type.String({ description: 'Name of the root span; empty if it is missing.' }),
  rootService: Type.String(),
  services: Type.Array(Type.String(), { description: 'Services of the trace, at most 12.' }),
  spans: Type.Integer(),
  errors: Type.Integer({ description: 'Spans with status error.' }),
  matched: Type.Object(
    {
      spanId: Type.String(),
      name: Type.String(),
      service: Type.String(),
      startMs: Type.Number(),
      durationMs: Type.Number(),
      status: Type.String(),
    },
    { description: 'The newest span of the trace that matches the filter.' },
  ),
})
export type TraceSummary = Static<typeof traceSummary>

/** The newest span of a trace that met the filter. */
export type MatchedSpan = {
  readonly traceId: string
  readonly spanId: string
  readonly name: string
  readonly service: string
  readonly ns: string
  readonly duration: string
  readonly status: string
}

type Row = {
  readonly traceId: string
  readonly start: string
  readonly end: string
  readonly rootName: string
  readonly rootService: string
  readonly services: string[]
  readonly spans: string
  readonly errors: string
}

const toMs = (nanoseconds: string): number => Number(nanoseconds) / 1e6

const toSummary = (matched: MatchedSpan, row: Row | undefined): TraceSummary => {
  const startMs = toMs(row?.start ?? matched.ns)
  return {
    traceId: matched.traceId,
    startMs,
    durationMs: row ? Number(BigInt(row.end) - BigInt(row.start)) / 1e6 : toMs(matched.duration),
    rootName: row?.rootName ?? '',
    rootService: row?.rootService ?? '',
    services: row?.services ?? [matched.service],
    spans: Number(row?.spans ?? 1),
    errors: Number(row?.errors ?? 0),
    matched: {
      spanId: matched.spanId,
      name: matched.name,
      service: matched.service,
      startMs: toMs(matched.ns),
      durationMs: toMs(matched.duration),
      status: matched.status,
    },
  }
}

/** Sums over the spans of each trace, in the given order. Reads only the time that the traces lie in. */
export const summariseTraces = async (
  context: QuestionContext,
  matched: readonly MatchedSpan[],
): Promise<TraceSummary[]> => {
  if (matched.length === 0) return []
  const ids = matched.map(({ traceId }) => traceId)
  const bounds = await readTraceBounds(
    context,
    ids,
    matched.map(({ ns }) => BigInt(ns)),
  )
  const binder = createBinder()
  const sql = `SELECT TraceId AS traceId, min(toUnixTimestamp64Nano(Timestamp)) AS start,
      max(toUnixTimestamp64Nano(Timestamp) + toInt64(Duration)) AS end,
      argMinIf(SpanName, Timestamp, ParentSpanId = '') AS rootName, argMinIf(ServiceName, Timestamp, ParentSpanId = '') AS rootService,
      arraySort(groupUniqArray(12)(ServiceName)) AS services, count() AS spans, countIf(StatusCode = 'Error') AS errors
    FROM otel_traces
    WHERE TraceId IN ${binder.texts(ids)} AND Timestamp >= ${binder.instant(bounds.from)} AND Timestamp < ${binder.instant(bounds.to)}
    GROUP BY TraceId`
  const { rows } = await context.store.query<Row>(sql, { params: binder.params, timeoutMs: context.timeoutMs })
  const byId = new Map(rows.map((row) => [row.traceId, row]))
  return matched.map((span) => toSummary(span, byId.get(span.traceId)))
}
