import { type Static, Type } from 'typebox'
import { PlainsightError } from '../../errors.ts'
import { type QuestionContext, question } from '../question.ts'
import { resumeFields, scannedFields, toScannedFields } from '../search/answer-fields.ts'
import { scanNewestFirst } from '../search/newest-first.ts'
import { toWindow } from '../search/window.ts'
import { openSpanSource, type SpanSource, toScanOptions, traceFilterFields } from './trace-filter.ts'

/** Rows of the heat map for every doubling of the duration: each is 19 % wider than the one before. */
const rowsPerDoubling = 4

/** Up to this many spans are shown one by one. */
const maxPoints = 1500

const params = Type.Object({
  ...traceFilterFields,
  ...resumeFields,
  columnMs: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'Width of a column; default: a 120th of the range. At most 250 columns.',
    }),
  ),
})

const answer = Type.Object({
  total: Type.Integer({ description: 'Spans that match the filter.' }),
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

type Point = Extract<Answer['points'], unknown[]>[number]
type CellRow = { readonly cell: string; readonly spans: string; readonly errors: string }
type PointRow = { cell: string; traceId: string; spanId: string; ns: string; duration: string; error: number }

/** Column and row in one small number: the engine then counts into an array instead of a hash table. */
const rowBits = 256

const toCellSql = ({ binder }: SpanSource, from: number, columnMs: number): string => {
  const column = `intDiv(toUnixTimestamp64Nano(Timestamp) - toInt64(${binder.number(from)}) * 1000000, toInt64(${binder.number(columnMs * 1e6)}))`
  const row = `least(${rowBits - 1}, toUInt16(log2(greatest(Duration, 1)) * ${rowsPerDoubling}))`
  return `toUInt16(${column} * ${rowBits} + ${row})`
}

/** Cells of the map, filled window by window. */
const createCells = () => {
  const counts = new Map<number, [spans: number, errors: number]>()
  let total = 0
  return {
    /** Spans in all cells. */
    count: (): number => total,
    add: (cell: number, spans: number, errors: number): void => {
      total += spans
      const [before, errorsBefore] = counts.get(cell) ?? [0, 0]
      counts.set(cell, [before + spans, errorsBefore + errors])
    },
    list: (): Answer['cells'] =>
      [...counts].map(([cell, [spans, errors]]) => [Math.floor(cell / rowBits), cell % rowBits, spans, errors]),
  }
}
type Cells = ReturnType<typeof createCells>

const countCells = async (
  { store, timeoutMs }: QuestionContext,
  source: SpanSource,
  { cell, cells }: { cell: string; cells: Cells },
): Promise<void> => {
  const sql = `SELECT ${cell} AS cell, count() AS spans, countIf(StatusCode = 'Error') AS errors
    FROM ${source.table} WHERE ${source.where} GROUP BY cell`
  const { rows } = await store.query<CellRow>(sql, { params: source.binder.params, timeoutMs })
  for (const row of rows) cells.add(Number(row.cell), Number(row.spans), Number(row.errors))
}

/** At most `limit` spans of a window with their cells; the engine stops looking when it has them. */
const readPoints = async (
  { store, timeoutMs }: QuestionContext,
  { table, where, binder }: SpanSource,
  { cell, limit }: { cell: string; limit: number },
): Promise<PointRow[]> => {
  const sql = `SELECT ${cell} AS cell, TraceId AS traceId, SpanId AS spanId, toUnixTimestamp64Nano(Timestamp) AS ns,
      Duration AS duration, StatusCode = 'Error' AS error FROM ${table} WHERE ${where} LIMIT ${limit}`
  return (await store.query<PointRow>(sql, { params: binder.params, timeoutMs })).rows
}

const toPoint = ({ traceId, spanId, ns, duration, error }: PointRow): Point => ({
  traceId,
  spanId,
  startMs: Number(ns) / 1e6,
  durationMs: Number(duration) / 1e6,
  error: error === 1,
})

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
  const { columnMs: _, windowMs, ...filter } = asked
  const cells = createCells()
  // Spans themselves while they are few, so that each window is read once; from the first window with too many, only
  // cells.
  let points: Point[] | null = []
  const { sourceOf, stretches } = await openSpanSource(context, filter)
  const scanned = await scanNewestFirst(
    toWindow(filter),
    async (window) => {
      const before = cells.count()
      const source = sourceOf(window)
      const cell = toCellSql(source, filter.from, columnMs)
      const rows: PointRow[] = points
        ? await readPoints(context, source, { cell, limit: maxPoints + 1 - points.length })
        : []
      if (points && points.length + rows.length <= maxPoints) {
        for (const row of rows) cells.add(Number(row.cell), 1, row.error)
        points.push(...rows.map(toPoint))
      } else {
        points = null
        await countCells(context, source, { cell, cells })
      }
      return cells.count() > before ? 'some' : 'none'
    },
    {
      timeoutMs: context.timeoutMs,
      stretches,
      ...toScanOptions(filter, { from: 0n, to: BigInt(columnMs) * 120_000_000n }, { parts: 16, windowMs }),
    },
  )
  const list = cells.list()
  const errors = list.reduce((sum, [, , , failed]) => sum + failed, 0)
  return { total: cells.count(), errors, columnMs, rowsPerDoubling, cells: list, points, ...toScannedFields(scanned) }
}

/** Durations of matching spans over time: each one when they are few, else counted into the cells of a heat map. */
export const tracesDurations = question({
  name: 'traces-durations',
  access: 'read',
  summary:
    'Durations of matching spans over time, as points when they are few, as the cells of a heat map when they are many.',
  params,
  answer,
  run,
})
