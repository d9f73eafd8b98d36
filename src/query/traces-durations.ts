import { type Static, Type } from 'typebox'
import { PlainsightError } from '../errors.ts'
import { type QuestionContext, question } from './question.ts'
import { scannedFields, toScannedFields } from './search/answer-fields.ts'
import { scanNewestFirst, toWindow, type Window } from './search/newest-first.ts'
import { type TraceFilter, toScanOptions, toTraceFilter, traceFilterFields } from './trace-filter.ts'

/** Rows of the heat map for every doubling of the duration: each is 19 % wider than the one before. */
const rowsPerDoubling = 4

/** Up to this many spans are shown one by one. */
const mostPoints = 1500

const params = Type.Object({
  ...traceFilterFields,
  columnMs: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'Width of a column; left out: a 120th of the range. At most 250 columns.',
    }),
  ),
})

const answer = Type.Object({
  total: Type.Integer({ description: 'Spans that met the filter.' }),
  errors: Type.Integer({ description: 'Of these, spans with status error.' }),
  columnMs: Type.Number({ description: 'Width of a column; the first starts at `from`.' }),
  rowsPerDoubling: Type.Integer({ description: 'Row r starts at 2^(r / rowsPerDoubling) nanoseconds.' }),
  cells: Type.Array(Type.Tuple([Type.Integer(), Type.Integer(), Type.Integer(), Type.Integer()]), {
    description: 'Filled cells as [column, row, spans, errors].',
  }),
  points: Type.Union(
    [
      Type.Null(),
      Type.Array(
        Type.Object({
          traceId: Type.String(),
          spanId: Type.String(),
          startMs: Type.Number(),
          durationMs: Type.Number(),
          error: Type.Boolean(),
        }),
      ),
    ],
    { description: 'Every span when they are few; null when only cells can be shown.' },
  ),
  ...scannedFields,
})
type Answer = Static<typeof answer>

type CellRow = { readonly cell: string; readonly spans: string; readonly errors: string }
type PointRow = { traceId: string; spanId: string; ns: string; duration: string; error: number }

/** Column and row in one small number: the engine then counts into an array instead of a hash table. */
const rowBits = 256

const readCells = async (
  { store, timeoutMs }: QuestionContext,
  { filter, window, columnMs }: { filter: TraceFilter; window: Window; columnMs: number },
): Promise<CellRow[]> => {
  const { where, binder } = toTraceFilter(filter, window)
  const column = `intDiv(toUnixTimestamp64Nano(Timestamp) - toInt64(${binder.number(filter.from)}) * 1000000, toInt64(${binder.number(columnMs * 1e6)}))`
  const row = `least(${rowBits - 1}, toUInt16(log2(greatest(Duration, 1)) * ${rowsPerDoubling}))`
  const sql = `SELECT toUInt16(${column} * ${rowBits} + ${row}) AS cell, count() AS spans, countIf(StatusCode = 'Error') AS errors
    FROM otel_traces WHERE ${where} GROUP BY cell`
  return (await store.query<CellRow>(sql, { params: binder.params, timeoutMs })).rows
}

const readPoints = async (
  { store, timeoutMs }: QuestionContext,
  filter: TraceFilter,
  window: Window,
): Promise<Answer['points']> => {
  const { where, binder } = toTraceFilter(filter, window)
  const sql = `SELECT TraceId AS traceId, SpanId AS spanId, toUnixTimestamp64Nano(Timestamp) AS ns, Duration AS duration,
      StatusCode = 'Error' AS error FROM otel_traces WHERE ${where} LIMIT ${mostPoints}`
  const { rows } = await store.query<PointRow>(sql, { params: binder.params, timeoutMs })
  return rows.map(({ traceId, spanId, ns, duration, error }) => ({
    traceId,
    spanId,
    startMs: Number(ns) / 1e6,
    durationMs: Number(duration) / 1e6,
    error: error === 1,
  }))
}

const toColumnMs = ({
  from,
  to,
  columnMs = Math.max(1, Math.ceil((to - from) / 120)),
}: Static<typeof params>): number => {
  if ((to - from) / columnMs <= 250) return columnMs
  throw new PlainsightError('QUERY_INVALID', { reason: 'parameter columnMs makes more than 250 columns of this range' })
}

const run = async (context: QuestionContext, asked: Static<typeof params>): Promise<Answer> => {
  const columnMs = toColumnMs(asked)
  const { columnMs: _, ...filter } = asked
  const counts = new Map<number, [spans: number, errors: number]>()
  const scanned = await scanNewestFirst(
    toWindow(filter),
    async (window) => {
      for (const { cell, spans, errors } of await readCells(context, { filter, window, columnMs })) {
        const [before, errorsBefore] = counts.get(Number(cell)) ?? [0, 0]
        counts.set(Number(cell), [before + Number(spans), errorsBefore + Number(errors)])
      }
      return 'more'
    },
    { timeoutMs: context.timeoutMs, ...toScanOptions(filter, { from: 0n, to: BigInt(columnMs) * 120_000_000n }, 8) },
  )
  const cells = [...counts].map(([cell, [spans, errors]]): [number, number, number, number] => [
    Math.floor(cell / rowBits),
    cell % rowBits,
    spans,
    errors,
  ])
  const total = cells.reduce((sum, [, , spans]) => sum + spans, 0)
  const points =
    total <= mostPoints ? await readPoints(context, filter, { from: scanned.reached, to: toWindow(filter).to }) : null
  const errors = cells.reduce((sum, [, , , failed]) => sum + failed, 0)
  return { total, errors, columnMs, rowsPerDoubling, cells, points, ...toScannedFields(scanned) }
}

/** Durations of matching spans over time: each one when they are few, else counted into the cells of a heat map. */
export const tracesDurations = question({
  name: 'traces-durations',
  summary:
    'Durations of matching spans over time, as points when they are few, as the cells of a heat map when they are many.',
  params,
  answer,
  run,
})
