import { type Static, Type } from 'typebox'
import type { QuestionContext } from '../question.ts'
import { entryColumns, isServerSql, type RequestColumns, spanColumns } from '../requests/request-columns.ts'
import { noRoute } from '../requests/request-filter.ts'
import { toFirstWidth } from '../search/answer-fields.ts'
import { type Binder, createBinder } from '../search/binder.ts'
import { compileSearch } from '../search/compile.ts'
import type { ScanOptions } from '../search/newest-first.ts'
import { readStretches, type Stretch } from '../search/stretches.ts'
import { toSlotBounds, toTimeBounds } from '../search/time-bounds.ts'
import type { Window } from '../search/window.ts'
import { rangeFields } from '../time-range.ts'
import { entrySpanSql, readEntrySpansSince } from './entry-spans.ts'
import { createTraceDialect, matchRoute } from './trace-fields.ts'

const text = (description: string) => Type.Optional(Type.String({ maxLength: 1000, description }))
const milliseconds = (description: string) => Type.Optional(Type.Number({ minimum: 0, description }))

/** Filters of spans; a trace is found if one of its spans matches all of them. */
export const traceFilterFields = {
  ...rangeFields,
  service: text('Name of the service.'),
  method: text('Method of a request; its route is then the one that the request panels show.'),
  route: text('Route of a request, with or without its method; with `method`, `-` means without a route.'),
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
      description: 'entry: only roots, and received requests and messages. all: every span.',
    }),
  ),
  q: Type.Optional(
    Type.String({ maxLength: 2000, description: 'Search text: words, "phrases", key:value, -not, OR.' }),
  ),
}

const filter = Type.Object(traceFilterFields)
export type TraceFilter = Static<typeof filter>

const statusSql = { error: "StatusCode = 'Error'", ok: "StatusCode != 'Error'", unset: "StatusCode = 'Unset'" } as const

const routeOf = ({ method, route }: TraceFilter, binder: Binder, columns: RequestColumns): string | undefined => {
  if (!method) return route ? matchRoute(route, binder, columns) : undefined
  const asked = [isServerSql, `${columns.method} = ${binder.text(method)}`]
  if (route) asked.push(`${columns.route} = ${binder.text(route === noRoute ? '' : route)}`)
  return asked.join(' AND ')
}

const conditionsOf = (params: TraceFilter, binder: Binder, columns: RequestColumns): string[] => {
  const found = [
    params.service ? `ServiceName = ${binder.text(params.service)}` : undefined,
    params.name ? `SpanName = ${binder.text(params.name)}` : undefined,
    routeOf(params, binder, columns),
    params.status ? statusSql[params.status] : undefined,
    params.minMs === undefined ? undefined : `Duration >= ${binder.number(params.minMs * 1e6)}`,
    params.maxMs === undefined ? undefined : `Duration <= ${binder.number(params.maxMs * 1e6)}`,
    compileSearch(params.q, { dialect: createTraceDialect(columns), binder }),
  ]
  return found.filter((condition) => condition !== undefined)
}

/** The source of the spans of one window: the table, its WHERE, and the binder that holds the values. */
export type SpanSource = { readonly table: string; readonly where: string; readonly binder: Binder }

export type OpenedSpans = {
  readonly sourceOf: (window: Window) => SpanSource
  /** Where spans lie in time. */
  readonly stretches: readonly Stretch[]
}

/**
 * Says for each window where its spans are read from. Entry spans lie in a table of their own, by time; those that came
 * before that table, and spans of all kinds, only in `otel_traces`. Both give the same rows.
 */
export const openSpanSource = async (context: QuestionContext, filter: TraceFilter): Promise<OpenedSpans> => {
  const [since, stretches] = await Promise.all([
    filter.spans === 'all' ? undefined : readEntrySpansSince(context),
    readStretches(context, 'otel_traces', filter),
  ])
  const sourceOf = (window: Window): SpanSource => {
    const binder = createBinder()
    const isEntry = since !== undefined && window.from >= since
    const bounds = isEntry
      ? toSlotBounds(window, binder)
      : [toTimeBounds(window, binder), ...(since === undefined ? [] : [entrySpanSql])].join(' AND ')
    const where = [bounds, ...conditionsOf(filter, binder, isEntry ? entryColumns : spanColumns)].join(' AND ')
    return { table: isEntry ? 'entry_spans' : 'otel_traces', where, binder }
  }
  return { sourceOf, stretches }
}

/**
 * A search for a text among all spans is read in steps of this part of the range, never cut finer than half of one.
 * Where an index or a cache let the engine skip one step, the next may still have to be read: it is not much longer.
 * Most fill an answer.
 */
const searchSteps = 16
const maxLeast = 45 * 60_000_000_000

/**
 * How spans of a range are best read. `otel_traces` is ordered by service and name before time, so even a short stretch
 * of it touches a block of rows for every name; with conditions on attributes, which are most of the bytes, its steps
 * must not be too short.
 */
export const toScanOptions = (
  filter: TraceFilter,
  whole: Window,
  { parts, windowMs }: { parts: number; windowMs: number | undefined },
): Omit<ScanOptions, 'timeoutMs' | 'stretches'> => {
  const first = toFirstWidth(windowMs)
  if (!filter.q || filter.spans !== 'all') return { parts, first }
  const least = Math.min(maxLeast, Math.max(1e9, Number(whole.to - whole.from) / (searchSteps * 2)))
  return { parts: searchSteps, first, least: BigInt(Math.round(least)), growth: 1.25, share: 0.5 }
}
