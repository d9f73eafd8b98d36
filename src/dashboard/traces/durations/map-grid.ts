import type { Durations, Scale } from './scale.ts'

/** A part of the map: times in milliseconds since 1970, durations in milliseconds. */
export type Brush = { readonly from: number; readonly to: number; readonly minMs: number; readonly maxMs: number }

export type Spot = { readonly x: number; readonly y: number }

/** One cell of the map: `column` counts from the start of the range, `row` is as the hub counts durations. */
export type Cell = { readonly column: number; readonly row: number }

/** Cells between two corners, both inside. */
export type CellRange = { readonly anchor: Cell; readonly head: Cell }

export type Grid = { readonly columns: number; readonly low: number; readonly high: number }

export type Counted = { readonly brush: Brush; readonly spans: number; readonly errors: number }

export const toGrid = (data: Durations, range: { from: number; to: number }, { low, high }: Scale): Grid => ({
  columns: Math.max(1, Math.ceil((range.to - range.from) / data.columnMs)),
  low,
  high,
})

const between = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value))

const edges = ({ anchor, head }: CellRange) => ({
  left: Math.min(anchor.column, head.column),
  right: Math.max(anchor.column, head.column),
  low: Math.min(anchor.row, head.row),
  high: Math.max(anchor.row, head.row),
})

/** What a range of cells stands for, and how much is in it. */
export const countCells = (data: Durations, range: { from: number; to: number }, cells: CellRange): Counted => {
  const { left, right, low, high } = edges(cells)
  const inside = data.cells.filter(([c, r]) => c >= left && c <= right && r >= low && r <= high)
  const toMs = (row: number): number => 2 ** (row / data.rowsPerDoubling) / 1e6
  return {
    brush: {
      from: range.from + left * data.columnMs,
      to: Math.min(range.to, range.from + (right + 1) * data.columnMs),
      minMs: toMs(low),
      maxMs: toMs(high + 1),
    },
    spans: inside.reduce((sum, [, , spans]) => sum + spans, 0),
    errors: inside.reduce((sum, [, , , errors]) => sum + errors, 0),
  }
}

/** The cell under a spot of the picture. */
export const cellAt = (data: Durations, from: number, scale: Scale, { x, y }: Spot): Cell => ({
  column: Math.floor((scale.toMs(x) - from) / data.columnMs),
  row: Math.floor(Math.log2(scale.toDurationMs(y) * 1e6) * data.rowsPerDoubling),
})

/** Corners of a range of cells on the picture. */
export const toCorners = (
  data: Durations,
  range: { from: number; to: number },
  scale: Scale,
  cells: CellRange,
): { start: Spot; end: Spot } => {
  const { left, right, low, high } = edges(cells)
  const x = (column: number): number => scale.x(Math.min(range.to, range.from + column * data.columnMs))
  return { start: { x: x(left), y: scale.rowY(high + 1) }, end: { x: x(right + 1), y: scale.rowY(low) } }
}

const steps: Readonly<Record<string, (cell: Cell, grid: Grid) => Cell>> = {
  ArrowLeft: ({ column, row }) => ({ column: column - 1, row }),
  ArrowRight: ({ column, row }) => ({ column: column + 1, row }),
  ArrowUp: ({ column, row }) => ({ column, row: row + 1 }),
  ArrowDown: ({ column, row }) => ({ column, row: row - 1 }),
  Home: ({ row }) => ({ column: 0, row }),
  End: ({ row }, { columns }) => ({ column: columns - 1, row }),
  PageUp: ({ column, row }) => ({ column, row: row + 5 }),
  PageDown: ({ column, row }) => ({ column, row: row - 5 }),
}

/** Where the keys begin: at the fullest cell. */
const fullest = ({ cells }: Durations, { columns, low, high }: Grid): Cell => {
  const [best] = cells.toSorted((a, b) => b[2] - a[2])
  return best ? { column: best[0], row: best[1] } : { column: columns >> 1, row: (low + high) >> 1 }
}

/** What a key makes of the chosen cells: arrows move, with shift they extend. Undefined for keys that do neither. */
export const moveCells = (
  cells: CellRange | undefined,
  { key, shiftKey }: { key: string; shiftKey: boolean },
  { data, grid }: { data: Durations; grid: Grid },
): CellRange | undefined => {
  const step = steps[key]
  if (!step) return undefined
  if (!cells) {
    const start = fullest(data, grid)
    return { anchor: start, head: start }
  }
  const { column, row } = step(cells.head, grid)
  const head = { column: between(column, 0, grid.columns - 1), row: between(row, grid.low, grid.high) }
  return { anchor: shiftKey ? cells.anchor : head, head }
}
