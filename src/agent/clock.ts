/** Drift that is still taken for jitter, in ms. */
const tolerated = 50
/** Time between two looks at the wall clock, in ms. */
const lookEvery = 1000

let origin = performance.timeOrigin
let looked = 0

/**
 * Milliseconds since the epoch of a time that `performance.now()` gave. The monotonic clock stands still while a
 * machine sleeps and does not follow corrections of the wall clock; so they are compared now and then.
 */
export const toEpoch = (monotonic: number): number => {
  if (monotonic - looked > lookEvery) look()
  return origin + monotonic
}

const look = (): void => {
  looked = performance.now()
  const actual = Date.now() - looked
  if (Math.abs(actual - origin) > tolerated) origin = actual
}
