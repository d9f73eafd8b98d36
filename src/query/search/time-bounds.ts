import type { Binder } from './binder.ts'
import type { Window } from './window.ts'

/** Conditions that a row's `Timestamp` is in a window. */
export const toTimeBounds = (window: Window, binder: Binder): string => {
  const [from, to] = [binder.instant(window.from), binder.instant(window.to)]
  return `Timestamp >= ${from} AND Timestamp < ${to}`
}

/** The same for tables that are ordered by slots of five minutes first: both parts of the sorting key are bounded. */
export const toSlotBounds = (window: Window, binder: Binder): string => {
  const [from, to] = [binder.instant(window.from), binder.instant(window.to)]
  return `toStartOfFiveMinutes(Timestamp) >= toStartOfFiveMinutes(${from})
    AND toStartOfFiveMinutes(Timestamp) <= toStartOfFiveMinutes(${to}) AND Timestamp >= ${from} AND Timestamp < ${to}`
}
