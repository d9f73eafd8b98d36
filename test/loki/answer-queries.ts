import type { Answer } from './answer.ts'
import { type LogQuery, parseLogql } from './logql.ts'
import { countLines, type Line, selectLines } from './select.ts'
import type { Labels } from './streams.ts'

const toBounds = (params: URLSearchParams): { readonly from: bigint; readonly to: bigint } => ({
  from: BigInt(params.get('start') ?? 0),
  to: BigInt(params.get('end') ?? 0),
})

const answerLines = (all: readonly Line[], query: LogQuery, params: URLSearchParams, most: number): Answer => {
  const limit = Math.min(Number(params.get('limit') ?? 100), most)
  const found = selectLines(all, query, toBounds(params)).slice(0, limit)
  const groups = Map.groupBy(found, ({ labels, metadata }) => JSON.stringify({ ...metadata, ...labels }))
  const result = [...groups].map(([stream, own]) => ({
    stream: JSON.parse(stream) as Labels,
    values: own.map(({ nanoseconds, line }) => [String(nanoseconds), line]),
  }))
  return { status: 200, data: { resultType: 'streams', result } }
}

/** Loki's `query_range`: lines in streams, or counts of them in series. */
export const answerRange = (all: readonly Line[], params: URLSearchParams, most: number): Answer => {
  const parsed = parseLogql(params.get('query') ?? '')
  if (!('of' in parsed)) return answerLines(all, parsed, params, most)
  const { from, to } = toBounds(params)
  const toMilliseconds = (nanoseconds: bigint): number => Number(nanoseconds / 1_000_000n)
  const step = Number(params.get('step')) * 1000
  const range = { start: toMilliseconds(from), end: toMilliseconds(to), step }
  const result = countLines(all, parsed, range).map(({ labels, values }) => ({
    metric: labels,
    values: values.map(([at, value]) => [at, String(value)]),
  }))
  return { status: 200, data: { resultType: 'matrix', result } }
}

/** Values of a label, of all streams or of those that the query names. */
export const answerValues = (all: readonly Line[], label: string, params: URLSearchParams): Answer => {
  const parsed = parseLogql(params.get('query') || `{${label}=~".+"}`)
  if ('of' in parsed) return { status: 400, text: 'names no streams' }
  const values = selectLines(all, parsed, toBounds(params)).flatMap(({ labels }) => labels[label] ?? [])
  return { status: 200, data: [...new Set(values)].toSorted() }
}
