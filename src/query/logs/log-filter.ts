import { type Static, Type } from 'typebox'
import { severities } from '../../severity.ts'
import { type Binder, createBinder } from '../search/binder.ts'
import { compileSearch } from '../search/compile.ts'
import { toSlotBounds } from '../search/time-bounds.ts'
import type { Window } from '../search/window.ts'
import { rangeFields } from '../time-range.ts'
import { logDialect } from './log-fields.ts'
import { isSeverity } from './severity-sql.ts'

/** Filters of log records; all must match. */
export const logFilterFields = {
  service: Type.Optional(Type.String({ maxLength: 1000, description: 'Name of the service.' })),
  severity: Type.Optional(Type.Enum([...severities], { description: 'Lowest severity.' })),
  trace: Type.Optional(Type.String({ pattern: '^[0-9a-fA-F]{1,64}$', description: 'Trace id.' })),
  span: Type.Optional(Type.String({ pattern: '^[0-9a-fA-F]{1,64}$', description: 'Span id.' })),
  q: Type.Optional(
    Type.String({ maxLength: 2000, description: 'Search text: words, "phrases", key:value, -not, OR.' }),
  ),
}

const filter = Type.Object(logFilterFields)
export type LogFilter = Static<typeof filter>

export const logRangeFilterFields = { ...rangeFields, ...logFilterFields }

const conditionsOf = (params: LogFilter, binder: Binder): string[] => {
  const least = params.severity ? severities.indexOf(params.severity) : 0
  const found = [
    params.service ? `ServiceName = ${binder.text(params.service)}` : undefined,
    least > 0 ? isSeverity(severities.slice(least)) : undefined,
    params.trace ? `TraceId = ${binder.text(params.trace.toLowerCase())}` : undefined,
    params.span ? `SpanId = ${binder.text(params.span.toLowerCase())}` : undefined,
    compileSearch(params.q, { dialect: logDialect, binder }),
  ]
  return found.filter((condition) => condition !== undefined)
}

/** WHERE of one window of log records, with the binder that holds its values. */
export const toLogFilter = (params: LogFilter, window: Window): { where: string; binder: Binder } => {
  const binder = createBinder()
  return { where: [toSlotBounds(window, binder), ...conditionsOf(params, binder)].join(' AND '), binder }
}
