/** What text scrubbing looks for. Each is replaced by its mark. */
export type ScrubKind = 'email' | 'ip' | 'token' | 'card' | 'secret'

/** What stands in the place of what was found. */
export const scrubMarks: Readonly<Record<ScrubKind, string>> = {
  email: '[email]',
  ip: '[ip]',
  token: '[token]',
  card: '[card]',
  secret: '[secret]',
}

/**
 * Places found in a text, in order, never overlapping. One object is used again and again.
 * `floor` is the first byte that belongs to no finding yet: finders that look back stop there.
 */
export type Findings = { count: number; floor: number; starts: number[]; ends: number[]; kinds: ScrubKind[] }

export const createFindings = (): Findings => ({ count: 0, floor: 0, starts: [], ends: [], kinds: [] })

/** Notes a place and answers where the search goes on. */
export const addFinding = (found: Findings, start: number, end: number, kind: ScrubKind): number => {
  found.starts[found.count] = start
  found.ends[found.count] = end
  found.kinds[found.count] = kind
  found.count++
  found.floor = end
  return end
}
