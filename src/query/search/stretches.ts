import type { QuestionContext } from '../question.ts'
import type { Range } from '../time-range.ts'
import { earlier, later, type Window } from './window.ts'

/** A time interval that has rows, and their number. */
export type Stretch = Window & { readonly rows: number }

type Row = { readonly first: string; readonly last: string; readonly rows: string }

/** Windows begin at whole milliseconds, so stretches do. */
const toWhole = (nanoseconds: bigint): bigint => nanoseconds - (nanoseconds % 1_000_000n)

const read = async ({ store, timeoutMs }: QuestionContext, table: 'otel_logs' | 'otel_traces'): Promise<Stretch[]> => {
  const sql = `SELECT toUnixTimestamp64Nano(min(Timestamp)) AS first, toUnixTimestamp64Nano(max(Timestamp)) AS last, count() AS rows
    FROM ${table} GROUP BY toDate(Timestamp) ORDER BY first DESC`
  const { rows } = await store.query<Row>(sql, { timeoutMs })
  return rows.map((row) => ({
    from: toWhole(BigInt(row.first)),
    to: toWhole(BigInt(row.last)) + 1_000_000n,
    rows: Number(row.rows),
  }))
}

/**
 * Intervals in which a table has rows, one per day, newest first. Reads no rows: the engine knows the time range and
 * the row count of each part. Time outside of the intervals need not be read. List, chart and facets of a view share
 * the result, since their range has the same end.
 */
export const readStretches = (
  context: QuestionContext,
  table: 'otel_logs' | 'otel_traces',
  { to }: Range,
): Promise<Stretch[]> => context.shared.together(`stretches of ${table} for ${to}`, () => read(context, table))

/** Estimated number of rows in a window, if the rows of a stretch are distributed evenly. */
export const countRows = (stretches: readonly Stretch[], window: Window): number =>
  stretches.reduce((sum, { from, to, rows }) => {
    const start = later(from, window.from)
    const end = earlier(to, window.to)
    return end > start ? sum + (rows * Number(end - start)) / Number(to - from) : sum
  }, 0)

/** The newest stretch that begins before an instant. */
export const stretchBefore = (stretches: readonly Stretch[], instant: bigint): Stretch | undefined =>
  stretches.find(({ from }) => from < instant)
