import type { AskPrometheus } from '../ask-prometheus.ts'

/** A metric that an expression asks for, and the labels that it wants to be something. */
type Selector = { readonly name: string; readonly labels: readonly string[] }

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

/** The selectors in an expression, as Prometheus itself reads it. */
export const readSelectors = async ({ get }: AskPrometheus, expression: string): Promise<readonly Selector[]> =>
  toSelectors(await get('parse_query', { query: expression }))
