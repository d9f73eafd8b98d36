import { type BlockBuilder, createBlockBuilder, type NativeColumn } from '../native/block.ts'
import type { RowBlock } from '../row-block.ts'
import type { JournaledTable } from '../tables.ts'

/** Columns for rows of one day. */
export type DayPart<Columns> = { readonly columns: Columns; readonly block: BlockBuilder; day: number; rows: number }

/**
 * The rows of one table in a request, apart by day, since the store keeps each day in a partition of its own. Nearly
 * all requests are of one day: its columns live on, those of further days are made when they are needed.
 */
export type DayParts<Columns> = {
  /** The columns for rows of a day. The caller counts each row that it adds in `rows`. */
  readonly of: (day: number) => DayPart<Columns>
  /** Forgets all rows. */
  readonly clear: () => void
  /** A block for each day, and forgets all rows. */
  readonly take: (table: JournaledTable) => Omit<RowBlock, 'digest'>[]
}

/** @param create makes columns, and says how they travel */
export const createDayParts = <Columns>(
  create: () => { readonly columns: Columns; readonly native: readonly NativeColumn[] },
): DayParts<Columns> => {
  const createPart = (day: number): DayPart<Columns> => {
    const { columns, native } = create()
    return { columns, block: createBlockBuilder(native), day, rows: 0 }
  }
  const main = createPart(0)
  const others = new Map<number, DayPart<Columns>>()
  let current = main
  const find = (day: number): DayPart<Columns> => {
    if (main.rows === 0 && others.size === 0) main.day = day
    if (main.day === day) return main
    const found = others.get(day) ?? createPart(day)
    others.set(day, found)
    return found
  }
  const clear = (): void => {
    others.clear()
    main.block.clear()
    main.rows = 0
    current = main
  }
  return {
    of: (day) => {
      if (current.day !== day) current = find(day)
      return current
    },
    clear,
    take: (table) => {
      const filled = [main, ...others.values()].filter(({ rows }) => rows > 0)
      const blocks = filled.map(({ day, rows, block }) => ({ table, day, rows, bytes: block.take(rows) }))
      clear()
      return blocks
    },
  }
}
