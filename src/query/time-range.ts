import { type Static, Type } from 'typebox'

const instant = (description: string) => Type.Integer({ minimum: 0, maximum: 253402300799999, description })

/** Bounds that every question takes: milliseconds since 1970, `from` inside, `to` outside. */
export const rangeFields = {
  from: instant('Start of the range, milliseconds since 1970 (inside).'),
  to: instant('End of the range, milliseconds since 1970 (outside).'),
}

const range = Type.Object(rangeFields)
export type Range = Static<typeof range>

/** Steps that divide minutes, hours and days evenly, in seconds. */
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 604800]

/** Width of one point in seconds, so that the range has at most `points` of them; never below `least`. */
export const toStep = ({ from, to }: Range, { points = 120, least = 1 } = {}): number => {
  const wanted = Math.max(least, (to - from) / 1000 / points)
  return steps.find((step) => step >= wanted) ?? Math.ceil(wanted / 604800) * 604800
}

/** Start of every step that touches the range, in seconds since 1970: the x axis of a chart. */
export const toAxis = ({ from, to }: Range, step: number): number[] => {
  const first = Math.floor(from / 1000 / step) * step
  const count = Math.max(1, Math.ceil((to / 1000 - first) / step))
  return Array.from({ length: count }, (_, index) => first + index * step)
}

/** Puts rows at their step on the axis; steps without a row hold null. */
export const toColumn = <Row extends { readonly t: number }>(
  axis: readonly number[],
  rows: readonly Row[],
  pick: (row: Row) => number | null,
): (number | null)[] => {
  const byTime = new Map(rows.map((row) => [row.t, pick(row)]))
  return axis.map((t) => byTime.get(t) ?? null)
}
