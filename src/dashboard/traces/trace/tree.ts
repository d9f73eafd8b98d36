import type { AnswerOf } from '../../api.ts'

export type Span = AnswerOf<'trace-detail'>['spans'][number]

/** A span in its place. Times are milliseconds from the start of the trace, after the clock was set right. */
export type TraceNode = {
  readonly span: Span
  readonly start: number
  readonly end: number
  readonly depth: number
  readonly children: TraceNode[]
  /** Its parent is named, but not here: not sampled, not arrived, or past its retention. */
  readonly isOrphan: boolean
  /** What was added to its start because its clock ran beside its parent's; 0 mostly. */
  readonly shift: number
}

export type Tree = {
  readonly roots: readonly TraceNode[]
  readonly byId: ReadonlyMap<string, TraceNode>
  /** The whole in milliseconds after the clocks were set right. */
  readonly from: number
  readonly to: number
}

const byStart = (a: Span, b: Span): number => a.startMs - b.startMs

/**
 * A span of another service that seems to start before its caller did: one of the clocks is off. It is moved to the
 * middle of its caller's time when it fits in there, else to the caller's start; all below it moves along. Inside one
 * process clocks agree.
 */
const toShift = (span: Span, parent: TraceNode): number => {
  if (span.service === parent.span.service) return parent.shift
  const start = span.startMs + parent.shift
  if (start >= parent.start) return parent.shift
  const room = parent.end - parent.start - span.durationMs
  return parent.start + Math.max(0, room / 2) - span.startMs
}

const groupByParent = (spans: readonly Span[]): { tops: Span[]; below: Map<string, Span[]> } => {
  const ids = new Set(spans.map(({ id }) => id))
  const below = new Map<string, Span[]>()
  const tops: Span[] = []
  for (const span of spans) {
    if (!ids.has(span.parentId) || span.parentId === span.id) tops.push(span)
    else {
      const siblings = below.get(span.parentId)
      if (siblings) siblings.push(span)
      else below.set(span.parentId, [span])
    }
  }
  return { tops, below }
}

/**
 * Puts spans under their parents, and handles orphans, cycles and skewed clocks. Not recursive: traces can be deep.
 */
export const buildTree = (spans: readonly Span[]): Tree => {
  const { tops, below } = groupByParent(spans)
  const byId = new Map<string, TraceNode>()
  const roots: TraceNode[] = []
  const place = (span: Span, parent: TraceNode | undefined): void => {
    const shift = parent ? toShift(span, parent) : 0
    const start = span.startMs + shift
    const isOrphan = parent === undefined && span.parentId !== ''
    const depth = parent ? parent.depth + 1 : 0
    const node = { span, start, end: start + span.durationMs, depth, children: [], isOrphan, shift }
    byId.set(span.id, node)
    ;(parent?.children ?? roots).push(node)
  }
  const placeAll = (top: Span): void => {
    place(top, undefined)
    for (let queue = [top.id]; queue.length > 0; ) {
      const id = queue.pop() as string
      const parent = byId.get(id)
      const fresh = (below.get(id) ?? []).filter((child) => !byId.has(child.id)).toSorted(byStart)
      for (const child of fresh) place(child, parent)
      queue.push(...fresh.map((child) => child.id))
    }
  }
  for (const top of tops.toSorted(byStart)) placeAll(top)
  // Spans that name each other in a ring hang under nothing: the earliest of each ring becomes a top.
  for (const span of spans.filter(({ id }) => !byId.has(id)).toSorted(byStart)) if (!byId.has(span.id)) placeAll(span)
  let [from, to] = [Number.POSITIVE_INFINITY, 0]
  for (const { start, end } of byId.values()) {
    from = Math.min(from, start)
    to = Math.max(to, end)
  }
  return { roots: roots.toSorted((a, b) => a.start - b.start), byId, from: Number.isFinite(from) ? from : 0, to }
}
