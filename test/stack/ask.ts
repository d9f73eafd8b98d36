import { type AskPrometheus, askPrometheus, type Exemplar, type Series } from '../ask-prometheus.ts'
import { fetchJson } from '../fetch-json.ts'
import type { WholeStack } from './whole-stack.ts'

type Streams = {
  readonly values: readonly (readonly [string, string])[]
  readonly stream: Readonly<Record<string, string>>
}

/** How a person would ask each part. */
export const createAsk = (stack: WholeStack) => {
  const { env } = stack
  // At its next start a service may have another address.
  const prometheus = (): AskPrometheus => askPrometheus(stack.url('prometheus', 9090))
  return {
    /** Rows of SQL, by ClickHouse's HTTP interface and as the user of Grafana. */
    sql: async <Row>(sql: string): Promise<Row[]> => {
      const url = `${stack.clickhouse()}/?database=plainsight&default_format=JSON&query=${encodeURIComponent(sql)}`
      const headers = {
        'x-clickhouse-user': 'grafana',
        'x-clickhouse-key': env.CLICKHOUSE_GRAFANA_PASSWORD!,
      }
      return (await fetchJson<{ data: Row[] }>(url, { headers })).data
    },
    promql: (expression: string): Promise<readonly Series[]> => prometheus().series(expression),
    exemplars: (selector: string): Promise<readonly Exemplar[]> => prometheus().exemplars(selector),
    /** Lines between two times in ms, of the last hour when none are given; at most 5,000. */
    logql: async (query: string, between?: readonly [number, number]): Promise<readonly Streams[]> => {
      const [start, end] = between ?? [Date.now() - 3_600_000, Date.now() + 60_000]
      const parameters = new URLSearchParams({
        query,
        limit: '5000',
        start: `${start}000000`,
        end: `${end}000000`,
      })
      const url = `${stack.url('loki', 3100)}/loki/api/v1/query_range?${parameters}`
      return (await fetchJson<{ data: { result: readonly Streams[] } }>(url)).data.result
    },
    /** A question of the hub's page. */
    page: <T>(question: string, parameters: Readonly<Record<string, string>>): Promise<T> =>
      fetchJson(`${stack.url('hub', 4318)}/api/query/private/${question}?${new URLSearchParams(parameters)}`, {
        headers: { authorization: `Bearer ${env.PLAINSIGHT_TOKEN}` },
      }),
  }
}

export type Ask = ReturnType<typeof createAsk>
