import type { JSX } from 'preact'
import { useRef } from 'preact/hooks'

type Drawn = { readonly slot: number; readonly dependencies: readonly unknown[]; readonly element: JSX.Element }

const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.every((value, index) => Object.is(value, b[index]))

/** A row of a list: its key, what its look depends on, and how it is drawn. */
export type Recycled = {
  readonly key: string
  readonly dependencies: readonly unknown[]
  /** Draws the row; `slot` is to be its element's key. */
  readonly draw: (slot: number) => JSX.Element
}

/**
 * Draws the rows that are in sight, in elements that rows before them have left: making new elements is what costs most
 * while one scrolls. A row that stays keeps its element, and is skipped as long as nothing that it depends on changes.
 */
export const useRecycled = (): ((rows: readonly Recycled[]) => JSX.Element[]) => {
  const before = useRef<ReadonlyMap<string, Drawn>>(new Map())
  return (rows) => {
    const keys = new Set(rows.map(({ key }) => key))
    const left = [...before.current].filter(([key]) => !keys.has(key)).map(([, { slot }]) => slot)
    let [taken, fresh] = [0, 1 + Math.max(-1, ...[...before.current.values()].map(({ slot }) => slot))]
    const now = new Map<string, Drawn>()
    for (const { key, dependencies, draw } of rows) {
      const last = before.current.get(key)
      const slot = last?.slot ?? left[taken++] ?? fresh++
      const isKept = last && isSame(last.dependencies, dependencies)
      now.set(key, isKept ? last : { slot, dependencies, element: draw(slot) })
    }
    before.current = now
    return [...now.values()].map(({ element }) => element)
  }
}
