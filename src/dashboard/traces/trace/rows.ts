import type { AnswerOf } from '../../api.ts'
import type { TraceNode, Tree } from './tree.ts'

export type TraceLog = AnswerOf<'trace-logs'>['lines'][number]

/** One line of the waterfall: a span, or a log record in its place under the span that wrote it. */
export type Row =
  | {
      readonly kind: 'span'
      readonly key: string
      readonly node: TraceNode
      readonly depth: number
      readonly folded: number
    }
  | {
      readonly kind: 'log'
      readonly key: string
      readonly log: TraceLog
      readonly at: number
      readonly depth: number
      readonly spanId: string
    }

/**
 * A log record with its time from the start of the trace. Two records can be the same in all: the key is the number of
 * the record.
 */
type PlacedLog = { readonly log: TraceLog; readonly at: number; readonly key: string }

/** Log records by the span that wrote them. Records of unknown spans are under ''. */
export const placeLogs = (
  logs: readonly TraceLog[],
  startNs: string,
  tree: Tree,
  keyOf: (log: TraceLog) => string = ({ spanId }) => spanId,
): ReadonlyMap<string, readonly PlacedLog[]> => {
  const placed = new Map<string, PlacedLog[]>()
  const start = BigInt(startNs)
  for (const [index, log] of logs.entries()) {
    const key = keyOf(log)
    const node = tree.byId.get(key)
    const at = Number(BigInt(log.ns) - start) / 1e6 + (node?.shift ?? 0)
    const spanId = node ? key : ''
    const item = { log, at, key: `log ${index}` }
    const list = placed.get(spanId)
    if (list) list.push(item)
    else placed.set(spanId, [item])
  }
  return placed
}

const countBelow = (node: TraceNode): number => {
  let count = 0
  for (const stack = [...node.children]; stack.length > 0; count++) stack.push(...(stack.pop() as TraceNode).children)
  return count
}

type Placed = ReturnType<typeof placeLogs>
type Item = PlacedLog | { readonly at: number; readonly node: TraceNode }

const toItems = (node: TraceNode, logs: Placed): Item[] =>
  [...node.children.map((child) => ({ at: child.start, node: child })), ...(logs.get(node.span.id) ?? [])].toSorted(
    (a, b) => a.at - b.at,
  )

/** The lines to show, top to bottom: depth first, by time; nothing below a folded span. */
export const toRows = (tree: Tree, folded: ReadonlySet<string>, logs: Placed): Row[] => {
  const rows: Row[] = []
  type Entry = { readonly item: Item; readonly depth: number; readonly spanId: string }
  const tops: Item[] = [...tree.roots.map((node) => ({ at: node.start, node })), ...(logs.get('') ?? [])]
  const stack: Entry[] = tops.toSorted((a, b) => b.at - a.at).map((item) => ({ item, depth: 0, spanId: '' }))
  for (let entry = stack.pop(); entry; entry = stack.pop()) {
    const { item, depth, spanId } = entry
    if ('log' in item) {
      rows.push({ kind: 'log', key: item.key, log: item.log, at: item.at, depth, spanId })
      continue
    }
    const { node } = item
    const isFolded = folded.has(node.span.id)
    rows.push({ kind: 'span', key: node.span.id, node, depth, folded: isFolded ? countBelow(node) : 0 })
    if (isFolded) continue
    const items = toItems(node, logs)
    for (let i = items.length - 1; i >= 0; i--)
      stack.push({ item: items[i] as Item, depth: depth + 1, spanId: node.span.id })
  }
  return rows
}
