import type { QuestionContext } from '../question.ts'
import type { Range } from '../time-range.ts'
import { earlier, later, type Window } from './window.ts'

/** A stretch of time that holds rows, and how many. */
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
 * Where the rows of a table lie in time, a stretch a day, newest first. Reads no rows: the engine knows of each part
 * from when to when it goes and how many it has. What is not in a stretch need not be looked at. List, chart and facets
 * of a view, whose range has the same end, share it.
 */
export const readStretches = (
  context: QuestionContext,
  table: 'otel_logs' | 'otel_traces',
  { to }: Range,
): Promise<Stretch[]> => context.shared.together(`stretches of ${table} for ${to}`, () => read(context, table))

/** About how many rows lie in a window, as if those of a stretch lay evenly. */
export const countRows = (stretches: readonly Stretch[], window: Window): number =>
  stretches.reduce((sum, { from, to, rows }) => {
    const start = later(from, window.from)
    const end = earlier(to, window.to)
    return end > start ? sum + (rows * Number(end - start)) / Number(to - from) : sum
  }, 0)

/** The newest stretch that begins before an instant. */
export const stretchBefore = (stretches: readonly Stretch[], instant: bigint): Stretch | undefined =>
  stretches.find(({ from }) => from < instant)
