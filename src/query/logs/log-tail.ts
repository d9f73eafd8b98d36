import type { QuestionContext } from '../question.ts'
import type { Window } from '../search/window.ts'
import { type LogFilter, toLogFilter } from './log-filter.ts'
import { type LogLine, type LogLineRow, logColumnsSql, logIdSql, toLogLine } from './log-line.ts'

/** Lines sent at once; more would be unreadable, and are counted as skipped. */
const maxLines = 2000

/**
 * Records arrive late, since programs, Collectors and the journal buffer them. Each query goes this far back, and
 * known records are not shown again.
 */
const overlapMs = 10_000

/** Clocks of clients may run ahead. */
const aheadMs = 60_000

/** Maximum records of the overlap to remember and compare; with more of them the overlap is shorter. */
const maxSeen = 30_000

export type LogTail = {
  /** Remembers the existing records, so that only new ones are shown. Throws `QUERY_INVALID`. */
  start(context: QuestionContext): Promise<void>
  /** Records since the last query, newest first. */
  poll(context: QuestionContext): Promise<{ readonly lines: readonly LogLine[]; readonly skipped: number }>
}

type Seen = { readonly id: string; readonly ns: string; readonly copies: string }

const toWindow = (now: number): Window => ({
  from: BigInt(now - overlapMs) * 1_000_000n,
  to: BigInt(now + aheadMs) * 1_000_000n,
})

const readIds = async ({ store, timeoutMs }: QuestionContext, filter: LogFilter, window: Window): Promise<Seen[]> => {
  const { where, binder } = toLogFilter(filter, window)
  const sql = `SELECT toString(${logIdSql}) AS id, toString(max(toUnixTimestamp64Nano(Timestamp))) AS ns, toString(count()) AS copies
    FROM otel_logs WHERE ${where} GROUP BY id ORDER BY ns DESC LIMIT ${maxSeen}`
  return (await store.query<Seen>(sql, { params: binder.params, timeoutMs })).rows
}

const readLines = async (
  { store, timeoutMs }: QuestionContext,
  filter: LogFilter,
  wanted: readonly Seen[],
): Promise<LogLine[]> => {
  const times = wanted.map(({ ns }) => BigInt(ns)).toSorted((a, b) => (a < b ? -1 : 1))
  const window = { from: times[0] ?? 0n, to: (times.at(-1) ?? 0n) + 1n }
  const { where, binder } = toLogFilter(filter, window)
  const ids = binder.texts(wanted.map(({ id }) => id))
  const sql = `SELECT ${logColumnsSql} FROM otel_logs WHERE ${where} AND ${logIdSql} IN (SELECT toUInt64(arrayJoin(${ids})))
    ORDER BY Timestamp DESC, ${logIdSql} DESC LIMIT ${maxLines}`
  return (await store.query<LogLineRow>(sql, { params: binder.params, timeoutMs })).rows.map(toLogLine)
}

/**
 * Follows the log by querying a short range again and again, independent of who writes. A record is shown once, and
 * identical records as often as they were written.
 */
export const createLogTail = (filter: LogFilter): LogTail => {
  let seen = new Map<string, number>()
  const look = async (context: QuestionContext): Promise<Seen[]> => {
    const rows = await readIds(context, filter, toWindow(Date.now()))
    const fresh = rows.filter(({ id, copies }) => Number(copies) > (seen.get(id) ?? 0))
    const next = new Map(rows.map(({ id, copies }) => [id, Number(copies)]))
    // Lines that did not fit into one answer are counted in the next.
    if (rows.length >= maxSeen)
      for (const [id, copies] of seen) if (!next.has(id) && next.size < 2 * maxSeen) next.set(id, copies)
    seen = next
    return fresh
  }
  return {
    start: async (context) => {
      await look(context)
    },
    poll: async (context) => {
      const fresh = await look(context)
      if (fresh.length === 0) return { lines: [], skipped: 0 }
      const shown = fresh.slice(0, maxLines)
      return { lines: await readLines(context, filter, shown), skipped: fresh.length - shown.length }
    },
  }
}
