import { param } from './router.ts'
import { isMoving, range, type TimeRange } from './time-range.ts'

const day = 864e5

/** Times to compare with, by the text in the address (`compare=day`). */
const choices: readonly {
  readonly value: string
  readonly label: string
  readonly toShift: (width: number) => number
}[] = [
  { value: 'before', label: 'Previous period', toShift: (width) => width },
  { value: 'day', label: 'Day before', toShift: () => day },
  { value: 'week', label: 'Week before', toShift: () => 7 * day },
]

export const compareOptions = [{ value: '', label: 'nothing' }, ...choices]

/** The same length of time, earlier. */
export type Earlier = {
  readonly range: TimeRange
  readonly shiftMs: number
  /** As in a sentence: `day before`. */
  readonly name: string
}

/**
 * An earlier range in whole sixtieths of its width: it does not change any more, so that a refresh asks for it again
 * only when the current range has moved on by as much.
 */
const toSteady = ({ from, to }: TimeRange): TimeRange => {
  const stepMs = Math.max(1000, Math.round((to - from) / 6e4) * 1000)
  return { from: Math.floor(from / stepMs) * stepMs, to: Math.ceil(to / stepMs) * stepMs }
}

/** The time to compare with, from the address. */
export const readEarlier = (): Earlier | undefined => {
  const choice = choices.find(({ value }) => value === param('compare'))
  if (!choice) return undefined
  const { from, to } = range.value
  const shiftMs = choice.toShift(to - from)
  if (from < shiftMs) return undefined
  const earlier = { from: from - shiftMs, to: to - shiftMs }
  return { range: isMoving.value ? toSteady(earlier) : earlier, shiftMs, name: choice.label.toLowerCase() }
}
