import { type Static, Type } from 'typebox'
import { type QuestionContext, question } from '../question.ts'
import { resumeFields } from '../search/answer-fields.ts'
import { addCount, facetValue, toFacet } from '../search/facet.ts'
import { facetFields, scanFacets } from '../search/scan-facets.ts'
import { toWindow } from '../search/window.ts'
import { openSpanSource, type SpanSource, toScanOptions, traceFilterFields } from './trace-filter.ts'

const params = Type.Object({
  ...traceFilterFields,
  ...resumeFields,
  wholeMs: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'Length of the whole range, if this is a part of it.',
    }),
  ),
})

const answer = Type.Object({
  services: Type.Array(facetValue, { description: 'At most 50, by count.' }),
  names: Type.Array(facetValue, { description: 'Span names, at most 50.' }),
  statuses: Type.Array(facetValue),
  ...facetFields,
})

type CountRow = { readonly service: string; readonly name: string; readonly error: number; readonly spans: string }

const readCounts = async (
  { store, timeoutMs }: QuestionContext,
  { table, where, binder }: SpanSource,
): Promise<CountRow[]> => {
  const sql = `SELECT ServiceName AS service, SpanName AS name, StatusCode = 'Error' AS error, count() AS spans FROM ${table}
    WHERE ${where} GROUP BY service, name, error`
  return (await store.query<CountRow>(sql, { params: binder.params, timeoutMs, maxRows: 20_000 })).rows
}

const run = async (context: QuestionContext, asked: Static<typeof params>): Promise<Static<typeof answer>> => {
  const { wholeMs = asked.to - asked.from, windowMs, ...filter } = asked
  const [services, names, statuses] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()]
  const { sourceOf, stretches } = await openSpanSource(context, filter)
  const found = await scanFacets(context, toWindow(filter), {
    count: async (window) => {
      let total = 0
      for (const { service, name, error, spans } of await readCounts(context, sourceOf(window))) {
        addCount(services, service, Number(spans))
        addCount(names, name, Number(spans))
        addCount(statuses, error ? 'error' : 'ok', Number(spans))
        total += Number(spans)
      }
      return total
    },
    attributesOf: (window) => ({ ...sourceOf(window), narrow: 'SpanAttributes', wide: 'ResourceAttributes' }),
    scan: {
      stretches,
      ...toScanOptions(filter, { from: 0n, to: BigInt(wholeMs) * 1_000_000n }, { parts: 16, windowMs }),
    },
  })
  return { services: toFacet(services), names: toFacet(names), statuses: toFacet(statuses), ...found }
}

/** Services, names, status and attributes of matching spans, with counts. */
export const tracesFacets = question({
  name: 'traces-facets',
  access: 'read',
  summary: 'Services, span names, status and attributes of matching spans, with counts.',
  params,
  answer,
  run,
})
