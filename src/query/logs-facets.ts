import { type Static, Type } from 'typebox'
import { logRangeFilterFields, toLogFilter } from './log-filter.ts'
import { type QuestionContext, question } from './question.ts'
import { scannedFields, toScannedFields } from './search/answer-fields.ts'
import {
  type AttributeFacet,
  type AttributeFacetRow,
  addCount,
  attributeFacet,
  facetSample,
  facetValue,
  toAttributeFacet,
  toAttributeFacetSql,
  toFacet,
} from './search/facet.ts'
import { scanNewestFirst, toWindow, type Window } from './search/newest-first.ts'
import { quickClassSql, severities, severityClassSql, unnumbered } from './search/severity.ts'

const params = Type.Object(logRangeFilterFields)

const answer = Type.Object({
  services: Type.Array(facetValue, { description: 'At most 50, by count.' }),
  severities: Type.Array(facetValue),
  attributes: Type.Array(attributeFacet, { description: 'Counted in the newest records only.' }),
  sampled: Type.Integer({ description: 'Most records in which attributes were counted.' }),
  ...scannedFields,
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

const readAttributes = async (
  { store, timeoutMs }: QuestionContext,
  filter: Filter,
  window: Window,
): Promise<AttributeFacet[]> => {
  const { where, binder } = toLogFilter(filter, window)
  const rows = `SELECT CAST(mapUpdate(ResourceAttributes, LogAttributes), 'Array(Tuple(String, String))') AS pairs
    FROM otel_logs WHERE ${where} ORDER BY Timestamp DESC LIMIT ${facetSample}`
  const asked = store.query<AttributeFacetRow>(toAttributeFacetSql(rows), { params: binder.params, timeoutMs })
  return (await asked).rows.map(toAttributeFacet)
}

const run = async (context: QuestionContext, filter: Filter): Promise<Static<typeof answer>> => {
  const services = new Map<string, number>()
  const levels = new Map<string, number>()
  const range = toWindow(filter)
  let total = 0
  let sampleFrom: bigint | undefined
  const scanned = await scanNewestFirst(
    range,
    async (window) => {
      for (const { service, level, records } of await readCounts(context, filter, window)) {
        addCount(services, service, Number(records))
        addCount(levels, severities[level] ?? 'info', Number(records))
        total += Number(records)
      }
      if (total >= facetSample) sampleFrom ??= window.from
      return 'more'
    },
    { timeoutMs: context.timeoutMs, parts: 64 },
  )
  const attributes = await readAttributes(context, filter, { from: sampleFrom ?? scanned.reached, to: range.to })
  const counted = { services: toFacet(services), severities: toFacet(levels) }
  return { ...counted, attributes, sampled: facetSample, ...toScannedFields(scanned) }
}

/** What the matching records can be narrowed down by: services, severities and attributes, with counts. */
export const logsFacets = question({
  name: 'logs-facets',
  summary: 'Services, severities and attributes of matching log records, with counts.',
  params,
  answer,
  run,
})
