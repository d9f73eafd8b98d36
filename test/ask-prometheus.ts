import { fetchJson } from './fetch-json.ts'

type Labels = Readonly<Record<string, string>>

export type Series = {
  readonly labels: Labels
  /** The last one of a range. */
  readonly value: number
  readonly values: readonly number[]
}

export type Exemplar = { readonly series: Labels; readonly labels: Labels }

export type AskPrometheus = {
  /** Asks its API: a path below `/api/v1/`. */
  get<T>(path: string, params?: Readonly<Record<string, string>>): Promise<T>
  /** Series of an expression now. */
  series(expression: string): Promise<readonly Series[]>
  /** The one value of an expression; undefined when it has none, or several. */
  value(expression: string): Promise<number | undefined>
  /** Exemplars of a selector in the last hour. */
  exemplars(selector: string): Promise<readonly Exemplar[]>
}

type Sample = readonly [time: number, value: string]
type Found = { readonly metric: Labels; readonly value?: Sample; readonly values?: readonly Sample[] }
type FoundExemplars = { readonly seriesLabels: Labels; readonly exemplars: readonly { readonly labels: Labels }[] }

const toSeries = ({ metric, value, values = value ? [value] : [] }: Found): Series => {
  const numbers = values.map(([, number]) => Number(number))
  return { labels: metric, value: numbers.at(-1) ?? Number.NaN, values: numbers }
}

/** A real Prometheus at this address. */
export const askPrometheus = (url: string): AskPrometheus => {
  const get: AskPrometheus['get'] = async <T>(path: string, params: Readonly<Record<string, string>> = {}) =>
    (await fetchJson<{ data: T }>(`${url}/api/v1/${path}?${new URLSearchParams(params)}`)).data
  const series: AskPrometheus['series'] = async (expression) =>
    (await get<{ result: readonly Found[] }>('query', { query: expression })).result.map(toSeries)
  return {
    get,
    series,
    value: async (expression) => {
      const found = await series(expression)
      return found.length === 1 ? found[0]?.value : undefined
    },
    exemplars: async (selector) => {
      const now = Date.now() / 1000
      const params = { query: selector, start: `${now - 3600}`, end: `${now + 60}` }
      const found = await get<readonly FoundExemplars[]>('query_exemplars', params)
      return found.flatMap(({ seriesLabels, exemplars }) =>
        exemplars.map(({ labels }) => ({ series: seriesLabels, labels })),
      )
    },
  }
}
