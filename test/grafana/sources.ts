import { fetchJson } from '../fetch-json.ts'

export type Row = Readonly<Record<string, unknown>>

/** Where the real parts are. */
export type Addresses = {
  readonly prometheusUrl: string
  /** Not set: no Loki runs, and what asks it is left out. */
  readonly lokiUrl?: string
  /** Not set: no ClickHouse runs, and what asks it is left out. */
  readonly clickhouseUrl?: string
  readonly user?: string
  readonly password?: string
  readonly database?: string
}

export type Range = { readonly from: number; readonly to: number }

const get = async (url: string, params: Readonly<Record<string, string>>): Promise<unknown> =>
  (await fetchJson<{ data: unknown }>(`${url}?${new URLSearchParams(params)}`)).data

type Sample = readonly [time: number, value: string]
type Series = {
  readonly metric: Readonly<Record<string, string>>
  readonly values?: readonly Sample[]
  readonly value?: Sample
}

/** A row a series: its labels, and all its values. */
const toRows = (result: readonly Series[]): Row[] =>
  result.map(({ metric, values, value }) => ({
    ...metric,
    values: [...(values ?? []), ...(value ? [value] : [])].map(([, number]) => Number(number)),
  }))

export const askPrometheus = {
  range: async (url: string, query: string, { from, to }: Range, step: number): Promise<Row[]> => {
    const bounds = { start: `${Math.floor(from / 1000 / step) * step}`, end: `${Math.floor(to / 1000 / step) * step}` }
    const data = await get(`${url}/api/v1/query_range`, { query, ...bounds, step: `${step}` })
    return toRows((data as { result: Series[] }).result)
  },
  instant: async (url: string, query: string, { to }: Range): Promise<Row[]> => {
    const data = await get(`${url}/api/v1/query`, { query, time: `${to / 1000}` })
    return toRows((data as { result: Series[] }).result)
  },
  exemplars: async (url: string, query: string, { from, to }: Range): Promise<Row[]> => {
    const data = await get(`${url}/api/v1/query_exemplars`, { query, start: `${from / 1000}`, end: `${to / 1000}` })
    return (data as { exemplars: { labels: Row; value: string }[] }[]).flatMap(({ exemplars }) =>
      exemplars.map(({ labels, value }) => ({ ...labels, values: [Number(value)] })),
    )
  },
  labelValues: async (url: string, selector: string, label: string, { from, to }: Range): Promise<string[]> =>
    (await get(`${url}/api/v1/label/${label}/values`, {
      'match[]': selector,
      start: `${from / 1000}`,
      end: `${to / 1000}`,
    })) as string[],
}

const toNanoseconds = (milliseconds: number): string => `${Math.round(milliseconds)}000000`

type LokiData = {
  readonly resultType: 'streams' | 'matrix'
  readonly result: readonly (Series & { readonly stream?: Row })[]
}

export const askLoki = {
  range: async (url: string, query: string, { from, to }: Range, step: number, limit: number): Promise<Row[]> => {
    const bounds = { start: toNanoseconds(from), end: toNanoseconds(to), direction: 'backward' }
    const data = await get(`${url}/loki/api/v1/query_range`, { query, ...bounds, step: `${step}`, limit: `${limit}` })
    const { resultType, result } = data as LokiData
    if (resultType === 'matrix') return toRows(result)
    return result.flatMap(({ stream, values }) => (values ?? []).map(([time, line]) => ({ ...stream, time, line })))
  },
  labelValues: async (url: string, query: string, label: string, { from, to }: Range): Promise<string[]> =>
    ((await get(`${url}/loki/api/v1/label/${label}/values`, {
      start: toNanoseconds(from),
      end: toNanoseconds(to),
      ...(query && { query }),
    })) ?? []) as string[],
}

/** Runs SQL as a reader over HTTP. */
export const askClickHouse = async (addresses: Addresses, sql: string): Promise<Row[]> => {
  const { clickhouseUrl = '', user = '', password = '', database = 'plainsight' } = addresses
  const headers = user ? { 'X-ClickHouse-User': user, 'X-ClickHouse-Key': password } : {}
  const url = `${clickhouseUrl}/?${new URLSearchParams({ database, default_format: 'JSON' })}`
  return (await fetchJson<{ data: Row[] }>(url, { method: 'POST', headers, body: sql })).data
}
