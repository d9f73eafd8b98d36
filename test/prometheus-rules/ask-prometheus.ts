type Series = { readonly labels: Readonly<Record<string, string>>; readonly value: number }

/** A metric that an expression asks for, and the labels that it wants to be something. */
type Selector = { readonly name: string; readonly labels: readonly string[] }

export type Asked = {
  /** Values of an expression now. */
  series(expression: string): Promise<readonly Series[]>
  /** Trace ids of the exemplars of a selector; undefined while there are none. */
  exemplars(selector: string): Promise<readonly string[] | undefined>
  /** The selectors in an expression, as Prometheus itself reads it. */
  selectors(expression: string): Promise<readonly Selector[]>
}

type Vector = { readonly result: readonly { metric: Record<string, string>; value: [number, string] }[] }
type Matcher = { readonly name: string; readonly type: '=' | '!=' | '=~' | '!~'; readonly value: string }

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** Labels that are compared with nothing (`via=""`) or excluded need not be there. */
const toSelector = (name: string, matchers: readonly Matcher[]): Selector => ({
  name,
  labels: matchers
    .filter((matcher) => matcher.name !== '__name__' && ['=', '=~'].includes(matcher.type) && matcher.value !== '')
    .map((matcher) => matcher.name),
})

/** Walks the tree of an expression, whatever kinds of nodes there are. */
const toSelectors = (node: unknown): readonly Selector[] => {
  if (!isRecord(node)) return []
  const below = Object.values(node).flatMap((value) => (Array.isArray(value) ? value : [value]).flatMap(toSelectors))
  return typeof node.name === 'string' && Array.isArray(node.matchers)
    ? [toSelector(node.name, node.matchers as Matcher[]), ...below]
    : below
}

/** A real Prometheus on this port. */
export const askPrometheus = (port: number): Asked => {
  const ask = async (path: string, params: Readonly<Record<string, string>>): Promise<unknown> => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${path}?${new URLSearchParams(params)}`)
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
    return ((await answer.json()) as { data: unknown }).data
  }
  return {
    series: async (expression) => {
      const { result } = (await ask('query', { query: expression })) as Vector
      return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }))
    },
    exemplars: async (selector) => {
      const now = Date.now() / 1000
      const params = { query: selector, start: `${now - 600}`, end: `${now + 60}` }
      type Found = readonly { readonly exemplars: readonly { readonly labels: { readonly trace_id: string } }[] }[]
      const found = (await ask('query_exemplars', params)) as Found
      const ids = found.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels.trace_id))
      return ids.length > 0 ? ids : undefined
    },
    selectors: async (expression) => toSelectors(await ask('parse_query', { query: expression })),
  }
}
