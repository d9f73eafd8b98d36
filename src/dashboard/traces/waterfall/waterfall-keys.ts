import type { Row } from '../trace/rows.ts'

const pageRows = 15

const isFoldable = (row: Row | undefined): row is Extract<Row, { kind: 'span' }> => row?.kind === 'span'

const moveTo = (at: number, key: string, last: number): number | undefined => {
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    j: at + 1,
    ArrowUp: at - 1,
    k: at - 1,
    PageDown: at + pageRows,
    PageUp: at - pageRows,
    Home: 0,
    End: last,
  }
  const wanted = moves[key]
  return wanted === undefined ? undefined : Math.max(0, Math.min(last, wanted))
}

const nextError = (rows: readonly Row[], at: number): number | undefined => {
  const isError = (row: Row): boolean => row.kind === 'span' && row.node.span.status === 'Error'
  const after = rows.findIndex((row, index) => index > at && isError(row))
  const first = after >= 0 ? after : rows.findIndex(isError)
  return first >= 0 ? first : undefined
}

const parentOf = (rows: readonly Row[], at: number): number | undefined => {
  const depth = rows[at]?.depth ?? 0
  for (let index = at - 1; index >= 0; index--) if ((rows[index]?.depth ?? 0) < depth) return index
  return undefined
}

/** What a key does in the tree: the index to go to, or what it is called. */
type Action = number | 'fold' | 'fold all' | 'unfold all' | 'open' | undefined

type Tree = { readonly rows: readonly Row[]; readonly folded: ReadonlySet<string> }

export const actionOf = ({ rows, folded }: Tree, at: number, { key, shiftKey }: KeyboardEvent): Action => {
  const row = rows[at]
  if (shiftKey && key === 'ArrowLeft') return 'fold all'
  if (shiftKey && key === 'ArrowRight') return 'unfold all'
  if (key === 'e') return nextError(rows, at)
  if (key === 'Enter' || key === ' ') return 'open'
  if (key === 'ArrowRight' && isFoldable(row)) {
    return folded.has(row.key) ? 'fold' : row.node.children.length > 0 ? Math.min(rows.length - 1, at + 1) : undefined
  }
  if (key === 'ArrowLeft' && isFoldable(row) && row.node.children.length > 0 && !folded.has(row.key)) return 'fold'
  return key === 'ArrowLeft' ? parentOf(rows, at) : moveTo(at, key, rows.length - 1)
}
