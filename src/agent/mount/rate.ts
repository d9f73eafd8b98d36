/** Bounds how much is taken in a second. */
export type Rate = {
  /** False, and nothing taken, when there is no room for so many. */
  take(count: number): boolean
}

export const createRate = (perSecond: number, now: () => number = () => performance.now()): Rate => {
  let second = 0
  let taken = 0
  return {
    take: (count) => {
      const current = Math.floor(now() / 1000)
      if (current !== second) {
        second = current
        taken = 0
      }
      if (taken + count > perSecond) return false
      taken += count
      return true
    },
  }
}
