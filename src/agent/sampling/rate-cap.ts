/** How fast the cap adapts to the traffic, in ms: a burst after silence exceeds it for about this long. */
const minWindow = 1000

/**
 * Lowers probabilities so that no more than `perSecond` traces are kept on average. It counts the traces of the last
 * second, or of the time in which one is allowed. Recent ones have more weight, and each is weighted with its
 * probability without the cap. It never uses the randomness of a trace, so that the probability that it returns is the
 * true one.
 */
export const createRateCap = (
  perSecond: number,
  now: () => number = () => performance.now(),
): ((probability: number) => number) => {
  const window = Math.max(minWindow, 1000 / perSecond)
  const allowed = (perSecond * window) / 1000
  let last = now()
  let traces = 0
  return (probability) => {
    const time = now()
    const before = traces * Math.exp((last - time) / window)
    last = time
    traces = before + probability
    // Half of this trace: counting all of it, or none, would be wrong when traces arrive one at a time.
    return probability * Math.min(1, allowed / (before + probability / 2))
  }
}
