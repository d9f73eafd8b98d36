import type { WholeStack } from './whole-stack.ts'

const get = async (url: string, headers: Readonly<Record<string, string>> = {}): Promise<string> => {
  const answer = await fetch(url, { headers })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${text.slice(0, 500)}`)
  return text
}

type Series = {
  readonly metric: Readonly<Record<string, string>>
  readonly value?: readonly [number, string]
  /** Of a range. */
  readonly values?: readonly (readonly [number, string])[]
}
type Exemplars = { readonly exemplars: readonly { readonly labels: Readonly<Record<string, string>> }[] }
type Streams = {
  readonly values: readonly (readonly [string, string])[]
  readonly stream: Readonly<Record<string, string>>
}

/** How a person would ask each part. */
export const createAsk = (stack: WholeStack) => {
  const { env } = stack
  const prometheus = async <T>(path: string): Promise<T> =>
    (JSON.parse(await get(`${stack.url('prometheus', 9090)}/api/v1/${path}`)) as { data: T }).data
  return {
    /** Rows of SQL, by ClickHouse's HTTP interface and as the user of Grafana. */
    sql: async <Row>(sql: string): Promise<Row[]> => {
      const url = `${stack.clickhouse()}/?database=plainsight&default_format=JSON&query=${encodeURIComponent(sql)}`
      const headers = {
        'x-clickhouse-user': 'grafana',
        'x-clickhouse-key': env.CLICKHOUSE_GRAFANA_PASSWORD!,
      }
      return (JSON.parse(await get(url, headers)) as { data: Row[] }).data
    },
    promql: async (expression: string): Promise<readonly Series[]> =>
      (await prometheus<{ result: readonly Series[] }>(`query?query=${encodeURIComponent(expression)}`)).result,
    /** Trace ids of exemplars of the last hour. */
    exemplars: async (metric: string): Promise<string[]> => {
      const [from, to] = [Date.now() / 1000 - 3600, Date.now() / 1000 + 60]
      const found = await prometheus<readonly Exemplars[]>(
        `query_exemplars?query=${encodeURIComponent(metric)}&start=${from}&end=${to}`,
      )
      return found.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels.trace_id ?? ''))
    },
    /** Lines between two times in ms, of the last hour when none are given; 5,000 at the most. */
    logql: async (query: string, between?: readonly [number, number]): Promise<readonly Streams[]> => {
      const [start, end] = between ?? [Date.now() - 3_600_000, Date.now() + 60_000]
      const parameters = new URLSearchParams({
        query,
        limit: '5000',
        start: `${start}000000`,
        end: `${end}000000`,
      })
      const text = await get(`${stack.url('loki', 3100)}/loki/api/v1/query_range?${parameters}`)
      return (JSON.parse(text) as { data: { result: readonly Streams[] } }).data.result
    },
    /** A question of the hub's page. */
    page: async <T>(question: string, parameters: Readonly<Record<string, string>>): Promise<T> =>
      JSON.parse(
        await get(`${stack.url('hub', 4318)}/api/query/private/${question}?${new URLSearchParams(parameters)}`, {
          authorization: `Bearer ${env.PLAINSIGHT_TOKEN}`,
        }),
      ) as T,
  }
}

export type Ask = ReturnType<typeof createAsk>
