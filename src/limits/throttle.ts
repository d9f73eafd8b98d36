/** Most names remembered at a time. Past it the minute starts anew for all: memory stays bounded. */
const maxNames = 10_000

export type Throttle = {
  /** Whether this name has used up its minute. */
  isOver(name: string): boolean
  /** Counts one for this name. */
  count(name: string): void
}

/** Counts what may happen a few times a minute to each name, in memory. */
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
