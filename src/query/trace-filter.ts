import { type Static, Type } from 'typebox'
import { type Binder, createBinder } from './search/binder.ts'
import { compileSearch } from './search/compile.ts'
import type { ScanOptions, Window } from './search/newest-first.ts'
import { rangeFields } from './time-range.ts'
import { entrySpanSql, matchRoute, traceDialect } from './trace-fields.ts'

const text = (description: string) => Type.Optional(Type.String({ maxLength: 1000, description }))
const milliseconds = (description: string) => Type.Optional(Type.Number({ minimum: 0, description }))

/** What spans can be searched by; a trace is found when one of its spans meets all of it. */
export const traceFilterFields = {
  ...rangeFields,
  service: text('Name of the service.'),
  route: text('Route as the span name says it, with or without the method.'),
  name: text('Whole span name.'),
  status: Type.Optional(
    Type.Union([Type.Literal('error'), Type.Literal('ok'), Type.Literal('unset')], {
      description: 'Status of the span.',
    }),
  ),
  minMs: milliseconds('Shortest duration of the span, milliseconds (inside).'),
  maxMs: milliseconds('Longest duration of the span, milliseconds (inside).'),
  spans: Type.Optional(
    Type.Union([Type.Literal('entry'), Type.Literal('all')], {
      default: 'entry',
      description: 'entry: only roots, requests and messages that came in. all: every span.',
    }),
  ),
  q: Type.Optional(
    Type.String({ maxLength: 2000, description: 'Search text: words, "phrases", key:value, -not, OR.' }),
  ),
}

const filter = Type.Object(traceFilterFields)
export type TraceFilter = Static<typeof filter>

const statusSql = { error: "StatusCode = 'Error'", ok: "StatusCode != 'Error'", unset: "StatusCode = 'Unset'" } as const

const conditionsOf = (params: TraceFilter, binder: Binder): string[] => {
  const found = [
    params.service ? `ServiceName = ${binder.text(params.service)}` : undefined,
    params.name ? `SpanName = ${binder.text(params.name)}` : undefined,
    params.route ? matchRoute(params.route, binder) : undefined,
    params.spans === 'all' ? undefined : entrySpanSql,
    params.status ? statusSql[params.status] : undefined,
    params.minMs === undefined ? undefined : `Duration >= ${binder.number(params.minMs * 1e6)}`,
    params.maxMs === undefined ? undefined : `Duration <= ${binder.number(params.maxMs * 1e6)}`,
    compileSearch(params.q, { dialect: traceDialect, binder }),
  ]
  return found.filter((condition) => condition !== undefined)
}

/** WHERE of one window of spans, with the binder that holds its values. */
export const toTraceFilter = (params: TraceFilter, window: Window): { where: string; binder: Binder } => {
  const binder = createBinder()
  const bounds = [`Timestamp >= ${binder.instant(window.from)}`, `Timestamp < ${binder.instant(window.to)}`]
  return { where: [...bounds, ...conditionsOf(params, binder)].join(' AND '), binder }
}

/** A range with a search text is read in this many steps at most. */
const searchSteps = 4n

/**
 * How spans of a range are best read. The table is ordered by service and name before time, so even a short stretch of it touches a
 * block of rows for every name; with conditions on attributes, which are most of the bytes, a few long steps cost far less than many
 * short ones.
 */
export const toScanOptions = (filter: TraceFilter, whole: Window, parts: number): Omit<ScanOptions, 'timeoutMs'> => {
  const step = (whole.to - whole.from) / searchSteps
  return filter.q ? { least: step > 1_000_000_000n ? step : 1_000_000_000n } : { parts }
}
