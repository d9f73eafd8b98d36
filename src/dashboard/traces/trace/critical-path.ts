import type { TraceNode } from './tree.ts'

export type Interval = { readonly from: number; readonly to: number }

/** When the last of the children ended that ended before their parent did. */
const lastEndWithin = ({ children, end }: TraceNode): number =>
  children.reduce((last, child) => (child.end <= end ? Math.max(last, child.end) : last), Number.NEGATIVE_INFINITY)

/**
 * The chain of work that determines the trace's duration: walked back from the end, always into the child that ended
 * last. Answers for each span on it the parts of its own time that lie on the path; making those shorter makes the
 * trace shorter.
 */
export const criticalPath = (root: TraceNode | undefined): ReadonlyMap<string, readonly Interval[]> => {
  const path = new Map<string, Interval[]>()
  const work: { node: TraceNode; until: number }[] = root ? [{ node: root, until: root.end }] : []
  for (let next = work.pop(); next; next = work.pop()) {
    const { node, until } = next
    const own: Interval[] = []
    path.set(node.span.id, own)
    const add = (from: number, to: number): unknown => to > from && own.push({ from, to })
    const lastWaitedFor = lastEndWithin(node)
    let at = Math.min(node.end, until)
    for (const child of node.children.toSorted((a, b) => b.end - a.end)) {
      if (child.start >= at || child.end <= node.start) continue
      const end = Math.min(child.end, at)
      // A child that outlives its parent was not waited for, unless it is all there is.
      if (child.end > node.end && lastWaitedFor > child.start) continue
      add(end, at)
      work.push({ node: child, until: end })
      at = Math.max(node.start, child.start)
      if (at <= node.start) break
    }
    add(node.start, at)
  }
  return path
}

/** Time of a span in which none of its children ran: its own work, or work that no one instrumented. */
export const ownTime = (node: TraceNode): readonly Interval[] => {
  const own: Interval[] = []
  let at = node.start
  for (const { start, end } of node.children.toSorted((a, b) => a.start - b.start)) {
    if (start > at) own.push({ from: at, to: Math.min(start, node.end) })
    at = Math.max(at, end)
    if (at >= node.end) break
  }
  if (at < node.end) own.push({ from: at, to: node.end })
  return own.filter(({ from, to }) => to > from)
}

/** Own time long enough to ask what happened there, of spans that have children. */
export const gaps = (node: TraceNode, least: number): readonly Interval[] =>
  node.children.length === 0 ? [] : ownTime(node).filter(({ from, to }) => to - from >= least)
