import type { Row } from './rows.ts'
import type { Trace } from './use-trace.ts'

/** Number of rows that hold a text, and the place of the selected one among them from 1; 0 when it is none of them. */
export type Finds = { readonly count: number; readonly at: number }

export const placeAmong = (rows: readonly Row[], found: ReadonlySet<string>, selected: string): Finds => {
  const hits = rows.filter(({ key }) => found.has(key))
  return { count: hits.length, at: hits.findIndex(({ key }) => key === selected) + 1 }
}

/** The next or the previous row that holds the text, seen from the selected one; round again at the ends. */
export const stepFind = (
  rows: readonly Row[],
  found: ReadonlySet<string>,
  selected: string,
  by: 1 | -1,
): Row | undefined => {
  const at = rows.findIndex(({ key }) => key === selected)
  const isHit = ({ key }: Row): boolean => found.has(key)
  if (by > 0) return rows.slice(at + 1).find(isHit) ?? rows.find(isHit)
  return rows.slice(0, Math.max(0, at)).findLast(isHit) ?? rows.findLast(isHit)
}

/** Keys of the spans that a row hangs under. `rows` has nothing folded. */
export const ancestorsOf = (rows: readonly Row[], row: Row): readonly string[] => {
  const above: string[] = []
  let { depth } = row
  for (let index = rows.indexOf(row) - 1; index >= 0 && depth > 0; index--) {
    const other = rows[index]
    if (other?.kind !== 'span' || other.depth >= depth) continue
    above.push(other.key)
    depth = other.depth
  }
  return above
}

/** What is folded when all is: every span with children that stands below another. */
export const parentsBelowTop = ({ tree }: Trace): ReadonlySet<string> =>
  new Set(
    [...tree.byId.values()]
      .filter(({ depth, children }) => depth > 0 && children.length > 0)
      .map(({ span }) => span.id),
  )
