import type { QuestionContext } from '../question.ts'
import { createBinder } from '../search/binder.ts'
import type { Window } from '../search/window.ts'

const second = 1_000_000_000n
const hour = 3600n * second

/** All that `DateTime64(9)` can hold since 1970. */
const allTime: Window = { from: 0n, to: 9_223_372_036n * second }

/** The table of bounds has whole seconds. */
type Row = { readonly from: string; readonly to: string; readonly found: string }

/**
 * Time in which the spans of some traces lie, from the table kept for it; its key is the trace id, so this reads next
 * to nothing. When that table does not know them (a Collector may write without its view) it is an hour around the
 * spans `seen`, and for none seen all time.
 */
export const readTraceBounds = async (
  { store, timeoutMs }: QuestionContext,
  ids: readonly string[],
  seen: readonly bigint[] = [],
): Promise<Window> => {
  const binder = createBinder()
  const sql = `SELECT toUnixTimestamp(min(Start)) AS from, toUnixTimestamp(max(End)) AS to, count() AS found
    FROM otel_traces_trace_id_ts WHERE TraceId IN ${binder.texts(ids)}`
  const { rows } = await store.query<Row>(sql, { params: binder.params, timeoutMs })
  const row = rows[0]
  if (row && Number(row.found) > 0) return { from: BigInt(row.from) * second, to: (BigInt(row.to) + 1n) * second }
  const sorted = seen.toSorted((a, b) => (a < b ? -1 : 1))
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (first === undefined || last === undefined) return allTime
  return { from: first - hour, to: last + hour }
}
