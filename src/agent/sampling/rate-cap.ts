/** How fast the cap follows the traffic, in ms: a burst out of silence is above it for about so long. */
const minWindow = 1000

/**
 * Lowers probabilities so that no more than `perSecond` traces are kept on average. It counts the traces of the last
 * second, or of the time in which one is allowed, the recent ones more, and each as much as it would be kept without
 * the cap. It never looks at the randomness of a trace, so that the probability it answers is the true one.
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
    // Half of this trace: counting all of it, or nothing, would be wrong for one trace at a time.
    return probability * Math.min(1, allowed / (before + probability / 2))
  }
}
