import type { Interval } from '../trace/critical-path.ts'
import { type TimeWindow, toPercent } from './window.ts'

/** Least part of a bar that can be told apart, percent. */
const minWidth = 0.2

type Part = { readonly left: number; readonly right: number }

/** The parts in percent, from left to right; those that cannot be told apart run together. */
const toParts = (window: TimeWindow, intervals: readonly Interval[]): Part[] => {
  const parts: { left: number; right: number }[] = []
  for (const { from, to } of intervals.toSorted((a, b) => a.from - b.from)) {
    const place = toPercent(window, from, to)
    if (!place) continue
    const left = Math.min(place.left, 100 - minWidth)
    const right = left + Math.max(minWidth, place.width)
    const last = parts.at(-1)
    if (last && left - last.right < minWidth) last.right = Math.max(last.right, right)
    else parts.push({ left, right })
  }
  return parts
}

const percent = (value: number): string => `${value.toFixed(2)}%`

/**
 * The parts of a bar that lie on the critical path, as one picture: a batch job has thousands of them in one row. `all`
 * when the whole bar does, undefined when nothing of it is in sight.
 */
export const toPathFill = (window: TimeWindow, intervals: readonly Interval[]): string | undefined => {
  const parts = toParts(window, intervals)
  const [first] = parts
  if (!first) return undefined
  if (parts.length === 1 && first.left < minWidth && first.right > 100 - minWidth) return 'all'
  const stops = parts.map(({ left, right }) => `#0000 ${percent(left)},currentcolor 0 ${percent(right)},#0000 0`)
  return `linear-gradient(90deg,${stops.join()})`
}
