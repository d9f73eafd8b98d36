/** Wrong passwords that one address may send in a minute. */
const triesPerMinute = 10

/** Addresses remembered at a time. Past it the minute starts anew for all: memory stays bounded, and a secret has 256 bits. */
const mostAddresses = 10_000

export type Throttle = {
  /** Whether this address has to wait until the minute is over. */
  isOver(address: string): boolean
  /** Counts one wrong password. */
  fail(address: string): void
}

/** Counts wrong passwords by address, in memory, minute by minute. */
export const createThrottle = (now: () => number = Date.now): Throttle => {
  let minute = 0
  const fails = new Map<string, number>()
  const turn = (): void => {
    const current = Math.floor(now() / 60_000)
    if (current === minute && fails.size < mostAddresses) return
    minute = current
    fails.clear()
  }
  return {
    isOver: (address) => {
      turn()
      return (fails.get(address) ?? 0) >= triesPerMinute
    },
    fail: (address) => {
      turn()
      fails.set(address, (fails.get(address) ?? 0) + 1)
    },
  }
}
