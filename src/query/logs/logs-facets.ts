import { type Static, Type } from 'typebox'
import { severities } from '../../severity.ts'
import { type QuestionContext, question } from '../question.ts'
import { resumeFields, toFirstWidth } from '../search/answer-fields.ts'
import { addCount, facetValue, toFacet } from '../search/facet.ts'
import { facetFields, scanFacets } from '../search/scan-facets.ts'
import { readStretches } from '../search/stretches.ts'
import { toWindow, type Window } from '../search/window.ts'
import { logRangeFilterFields, toLogFilter } from './log-filter.ts'
import { quickClassSql, severityClassSql, unnumbered } from './severity-sql.ts'

const params = Type.Object({ ...logRangeFilterFields, ...resumeFields })

const answer = Type.Object({
  services: Type.Array(facetValue, { description: 'At most 50, by count.' }),
  severities: Type.Array(facetValue),
  ...facetFields,
})

type Filter = Static<typeof params>
type CountRow = { readonly service: string; readonly level: number; readonly records: string }

const countRows = async (
  { store, timeoutMs }: QuestionContext,
  { filter, window, quick }: { filter: Filter; window: Window; quick: boolean },
): Promise<CountRow[]> => {
  const { where, binder } = toLogFilter(filter, window)
  const level = quick ? quickClassSql : severityClassSql
  const sql = `SELECT ServiceName AS service, ${level} AS level, count() AS records FROM otel_logs
    WHERE ${where}${quick ? '' : ' AND SeverityNumber = 0'} GROUP BY service, level`
  return (await store.query<CountRow>(sql, { params: binder.params, timeoutMs, maxRows: 10_000 })).rows
}

const readCounts = async (context: QuestionContext, filter: Filter, window: Window): Promise<CountRow[]> => {
  const rows = await countRows(context, { filter, window, quick: true })
  const numbered = rows.filter(({ level }) => level !== unnumbered)
  if (numbered.length === rows.length) return rows
  return [...numbered, ...(await countRows(context, { filter, window, quick: false }))]
}

const run = async (context: QuestionContext, { windowMs, ...filter }: Filter): Promise<Static<typeof answer>> => {
  const [services, levels] = [new Map<string, number>(), new Map<string, number>()]
  const found = await scanFacets(context, toWindow(filter), {
    count: async (window) => {
      let total = 0
      for (const { service, level, records } of await readCounts(context, filter, window)) {
        addCount(services, service, Number(records))
        addCount(levels, severities[level] ?? 'info', Number(records))
        total += Number(records)
      }
      return total
    },
    attributesOf: (window) => ({
      ...toLogFilter(filter, window),
      table: 'otel_logs',
      narrow: 'LogAttributes',
      wide: 'ResourceAttributes',
    }),
    scan: { parts: 16, stretches: await readStretches(context, 'otel_logs', filter), first: toFirstWidth(windowMs) },
  })
  return { services: toFacet(services), severities: toFacet(levels), ...found }
}

/** Services, severities and attributes of matching records, with counts. */
export const logsFacets = question({
  name: 'logs-facets',
  access: 'read',
  summary: 'Services, severities and attributes of matching log records, with counts.',
  params,
  answer,
  run,
})
