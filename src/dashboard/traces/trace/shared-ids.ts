import type { Span } from './tree.ts'

/** Kinds of the side that calls. */
const callers: ReadonlySet<string> = new Set(['Client', 'Producer'])

/** The id of a span in the store: a key is made of it. */
export const toSpanId = (key: string): string => key.split('.')[0] ?? key

const groupById = (spans: readonly Span[]): ReadonlyMap<string, readonly Span[]> => {
  const groups = new Map<string, Span[]>()
  for (const span of spans) {
    const group = groups.get(span.id)
    if (group) group.push(span)
    else groups.set(span.id, [span])
  }
  return groups
}

const rank = ({ kind }: Span): number => (callers.has(kind) ? 0 : 1)

/**
 * Spans of one id, callers first: the first keeps the id as its key, the others have their kind behind it, and hang
 * under a caller.
 */
const separate = (group: readonly Span[]): Span[] => {
  const sorted = group.toSorted((a, b) => rank(a) - rank(b) || a.startMs - b.startMs)
  const first = sorted[0] as Span
  const taken = new Set<string>()
  return sorted.map((span, index) => {
    if (index === 0) return span
    const wanted = `${span.id}.${span.kind.toLowerCase()}`
    const id = taken.has(wanted) ? `${wanted}.${index}` : wanted
    taken.add(id)
    return { ...span, id, parentId: rank(first) === 0 ? first.id : span.parentId }
  })
}

/**
 * Of spans that share an id, the one that what names it belongs to: of the same service; else the one that was called.
 */
const chooseOwner = (group: readonly Span[], service: number): Span =>
  (group.findLast((span) => span.service === service) ?? group.at(-1)) as Span

export type Separated = {
  /** All spans, each with an id of its own. */
  readonly spans: readonly Span[]
  /** Key of the span that a log record belongs to, by its span id and the index of its service. */
  readonly keyOf: (spanId: string, service: number) => string
}

/**
 * Separates spans that share an id: Zipkin's client and server have one id for both sides of a call. Children of such
 * an id belong to the side of their own service.
 */
export const separateSpans = (spans: readonly Span[]): Separated => {
  const groups = groupById(spans)
  if (groups.size === spans.length) return { spans, keyOf: (spanId) => spanId }
  const shared = new Map<string, readonly Span[]>()
  for (const [id, group] of groups) if (group.length > 1) shared.set(id, separate(group))
  const keyOf = (spanId: string, service: number): string => {
    const group = shared.get(spanId)
    return group ? chooseOwner(group, service).id : spanId
  }
  const each = (span: Span): Span => {
    const own = shared.get(span.id)?.find(({ kind, service }) => kind === span.kind && service === span.service)
    if (own && own.parentId !== span.parentId) return own
    const parentId = span.parentId === span.id ? span.parentId : keyOf(span.parentId, span.service)
    return { ...(own ?? span), parentId }
  }
  return { spans: spans.map(each), keyOf }
}
