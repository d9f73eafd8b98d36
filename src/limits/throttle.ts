/** Maximum number of names at a time. Beyond it, the minute starts again for all, so that memory stays bounded. */
const maxNames = 10_000

export type Throttle = {
  /** Whether this name has reached its limit for this minute. */
  isOver(name: string): boolean
  /** Counts one for this name. */
  count(name: string): void
}

/** Limits events to a few per minute and name, in memory. */
export const createThrottle = (perMinute: number): Throttle => {
  let minute = 0
  const counts = new Map<string, number>()
  const turn = (): void => {
    const current = Math.floor(Date.now() / 60_000)
    if (current === minute && counts.size < maxNames) return
    minute = current
    counts.clear()
  }
  return {
    isOver: (name) => {
      turn()
      return (counts.get(name) ?? 0) >= perMinute
    },
    count: (name) => {
      turn()
      counts.set(name, (counts.get(name) ?? 0) + 1)
    },
  }
}
