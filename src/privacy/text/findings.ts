/** What text scrubbing searches for. Each finding is replaced by its mark. */
export type ScrubKind = 'email' | 'ip' | 'token' | 'card' | 'secret'

/** Replacement texts by kind. */
export const scrubMarks: Readonly<Record<ScrubKind, string>> = {
  email: '[email]',
  ip: '[ip]',
  token: '[token]',
  card: '[card]',
  secret: '[secret]',
}

/**
 * Findings in a text, in order, never overlapping. One object is reused. `floor` is the first byte after the last
 * finding: searches backwards stop there.
 */
export type Findings = { count: number; floor: number; starts: number[]; ends: number[]; kinds: ScrubKind[] }

export const createFindings = (): Findings => ({ count: 0, floor: 0, starts: [], ends: [], kinds: [] })

/** Adds a finding and returns where the search continues. */
export const addFinding = (found: Findings, start: number, end: number, kind: ScrubKind): number => {
  found.starts[found.count] = start
  found.ends[found.count] = end
  found.kinds[found.count] = kind
  found.count++
  found.floor = end
  return end
}
