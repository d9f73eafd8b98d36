import { fetchJson } from '../fetch-json.ts'

/** Asks the API of a running hub over the last hour, as the page does. */
export const ask = <Answer>(
  hub: string,
  question: string,
  params: Readonly<Record<string, string | number>> = {},
): Promise<Answer> => {
  const range = { from: String(Date.now() - 3_600_000), to: String(Date.now() + 60_000) }
  const query = new URLSearchParams(
    Object.entries({ ...range, ...params }).map(([key, value]) => [key, String(value)] as [string, string]),
  )
  return fetchJson(`${hub}/api/query/private/${question}?${query}`)
}

/** The same for questions about one trace, which have no range. */
export const askTrace = <Answer>(hub: string, question: string, traceId: string): Promise<Answer> =>
  fetchJson(`${hub}/api/query/private/${question}?traceId=${traceId}`)

export type RequestTable = {
  readonly lines: readonly { readonly method: string; readonly route: string; readonly count: number }[]
}
export type TraceList = {
  readonly traces: readonly {
    readonly traceId: string
    readonly rootName: string
    readonly rootService: string
    readonly services: readonly string[]
  }[]
}
export type LogList = {
  readonly lines: readonly {
    readonly body: string
    readonly traceId: string
    readonly spanId: string
    readonly service: string
  }[]
}
