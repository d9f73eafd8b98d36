/** Edits (insert, delete, replace, swap of neighbours) that turn one word into the other. */
const distance = (from: string, to: string): number => {
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      const edits = Math.min(current[column - 1]! + 1, last[column]! + 1, last[column - 1]! + (same ? 0 : 1))
      current.push(swapped ? Math.min(edits, beforeLast[column - 2]! + 1) : edits)
    }
    beforeLast = last
    last = current
  }
  return last[to.length]!
}

/**
 * A missing end is the most common mistake after typing errors, and weighs less: `DATA` means `DATA_DIR` rather than
 * `HOST`.
 */
const toWeight = (word: string, candidate: string): number =>
  distance(word, candidate) * (candidate.startsWith(word) || word.startsWith(candidate) ? 0.4 : 1)

/** The candidate that is the fewest edits away from a word, case aside. */
export const toNearest = (word: string, candidates: readonly string[]): string | undefined => {
  let best: { candidate: string; weight: number } | undefined
  for (const candidate of candidates) {
    const weight = toWeight(word.toLowerCase(), candidate.toLowerCase())
    if (!best || weight < best.weight) best = { candidate, weight }
  }
  return best?.candidate
}
