import { type OtelTable, otelTables } from '../model.ts'

/** Tables and views that the engine fills from one of the tables, besides those with its name in theirs. */
const derived: Partial<Record<OtelTable, readonly string[]>> = {
  otel_traces: ['entry_spans', 'request_rollup', 'user_activity'],
}

/** The tables whose rows a statement can read, told by the names in its text: one too many does no harm. */
export const toSourceTables = (sql: string): OtelTable[] =>
  otelTables.filter((table) => sql.includes(table) || derived[table]?.some((name) => sql.includes(name)))
