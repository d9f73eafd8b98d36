import { type Static, Type } from 'typebox'
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
import { type TraceFilter, toScanOptions, toTraceFilter, traceFilterFields } from './trace-filter.ts'

const params = Type.Object({
  ...traceFilterFields,
  wholeMs: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'Length of the range that this is a part of, when it is asked for in parts.',
    }),
  ),
})

const answer = Type.Object({
  services: Type.Array(facetValue, { description: 'At most 50, by count.' }),
  names: Type.Array(facetValue, { description: 'Span names, at most 50.' }),
  statuses: Type.Array(facetValue),
  attributes: Type.Array(attributeFacet, { description: 'Counted in the newest spans only.' }),
  sampled: Type.Integer({ description: 'Most spans in which attributes were counted.' }),
  ...scannedFields,
})

type CountRow = { readonly service: string; readonly name: string; readonly error: number; readonly spans: string }

const readCounts = async (
  { store, timeoutMs }: QuestionContext,
  filter: TraceFilter,
  window: Window,
): Promise<CountRow[]> => {
  const { where, binder } = toTraceFilter(filter, window)
  const sql = `SELECT ServiceName AS service, SpanName AS name, StatusCode = 'Error' AS error, count() AS spans FROM otel_traces
    WHERE ${where} GROUP BY service, name, error`
  return (await store.query<CountRow>(sql, { params: binder.params, timeoutMs, maxRows: 20_000 })).rows
}

const readAttributes = async (
  { store, timeoutMs }: QuestionContext,
  filter: TraceFilter,
  window: Window,
): Promise<AttributeFacet[]> => {
  const { where, binder } = toTraceFilter(filter, window)
  const rows = `SELECT CAST(mapUpdate(ResourceAttributes, SpanAttributes), 'Array(Tuple(String, String))') AS pairs
    FROM otel_traces WHERE ${where} ORDER BY Timestamp DESC LIMIT ${facetSample}`
  const asked = store.query<AttributeFacetRow>(toAttributeFacetSql(rows), { params: binder.params, timeoutMs })
  return (await asked).rows.map(toAttributeFacet)
}

const run = async (context: QuestionContext, asked: Static<typeof params>): Promise<Static<typeof answer>> => {
  const { wholeMs = asked.to - asked.from, ...filter } = asked
  const services = new Map<string, number>()
  const names = new Map<string, number>()
  const statuses = new Map<string, number>()
  const range = toWindow(filter)
  let total = 0
  let sampleFrom: bigint | undefined
  const scanned = await scanNewestFirst(
    range,
    async (window) => {
      for (const { service, name, error, spans } of await readCounts(context, filter, window)) {
        addCount(services, service, Number(spans))
        addCount(names, name, Number(spans))
        addCount(statuses, error ? 'error' : 'ok', Number(spans))
        total += Number(spans)
      }
      if (total >= facetSample) sampleFrom ??= window.from
      return 'more'
    },
    { timeoutMs: context.timeoutMs, ...toScanOptions(filter, { from: 0n, to: BigInt(wholeMs) * 1_000_000n }, 64) },
  )
  const attributes = await readAttributes(context, filter, { from: sampleFrom ?? scanned.reached, to: range.to })
  const counted = { services: toFacet(services), names: toFacet(names), statuses: toFacet(statuses) }
  return { ...counted, attributes, sampled: facetSample, ...toScannedFields(scanned) }
}

/** What the matching spans can be narrowed down by: services, names, status and attributes, with counts. */
export const tracesFacets = question({
  name: 'traces-facets',
  summary: 'Services, span names, status and attributes of matching spans, with counts.',
  params,
  answer,
  run,
})
