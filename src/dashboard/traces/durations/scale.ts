import type { AnswerOf } from '../../api.ts'
import { toTimeTicks } from '../../search/time-ticks.ts'
import type { TimeRange } from '../../time-range.ts'

export type Durations = AnswerOf<'traces-durations'>
export type Box = { readonly left: number; readonly top: number; readonly width: number; readonly height: number }

/** Where durations and times lie on the picture. Durations are on a logarithmic scale, time runs to the right. */
export type Scale = {
  readonly box: Box
  readonly rows: number
  /** Lowest and highest row of the heat map. */
  readonly low: number
  readonly high: number
  x(ms: number): number
  y(durationMs: number): number
  /** Top of a row of the heat map. */
  rowY(row: number): number
  toMs(x: number): number
  toDurationMs(y: number): number
  readonly ticksY: readonly number[]
  readonly ticksX: readonly number[]
}

/** Round durations, milliseconds, that axis labels stand at. */
const roundDurations = [0.001, 0.01, 0.1, 1, 10, 100, 1e3, 1e4, 6e4, 6e5, 36e5]

const minRows = 12

const toRows = ({ cells }: Durations): { low: number; high: number } => {
  const rows = cells.map(([, row]) => row)
  if (rows.length === 0) return { low: 80, high: 100 }
  const low = rows.reduce((a, b) => Math.min(a, b))
  const high = rows.reduce((a, b) => Math.max(a, b))
  const pad = Math.max(1, Math.ceil((minRows - (high - low)) / 2))
  return { low: low - pad, high: high + pad }
}

export const toScale = (data: Durations, range: TimeRange, box: Box): Scale => {
  const { low, high } = toRows(data)
  const rows = high - low + 1
  const perMs = box.width / (range.to - range.from)
  const perRow = box.height / rows
  const rowY = (row: number): number => box.top + (high + 1 - row) * perRow
  const y = (durationMs: number): number => rowY(Math.log2(Math.max(1, durationMs * 1e6)) * data.rowsPerDoubling)
  return {
    box,
    rows,
    low,
    high,
    x: (ms) => box.left + (ms - range.from) * perMs,
    y,
    rowY,
    toMs: (x) => range.from + (x - box.left) / perMs,
    toDurationMs: (at) => 2 ** ((high + 1 - (at - box.top) / perRow) / data.rowsPerDoubling) / 1e6,
    ticksY: roundDurations.filter((ms) => y(ms) >= box.top - 1 && y(ms) <= box.top + box.height + 1),
    ticksX: toTimeTicks(range, Math.max(2, box.width / 84)).ticks,
  }
}
