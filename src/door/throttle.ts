/** Wrong passwords that one address may send for one name in a minute. */
const triesPerMinute = 10

/** Pairs of address and name remembered at a time. Past it the minute starts anew for all: memory stays bounded, and a secret has 256 bits. */
const mostPairs = 10_000

const toPair = (address: string, name: string): string => `${address} ${name.slice(0, 64)}`

export type Throttle = {
  /** Whether this address has to wait with this name until the minute is over. */
  isOver(address: string, name: string): boolean
  /** Counts one wrong password. */
  fail(address: string, name: string): void
}

/**
 * Counts wrong passwords by address and name, in memory, minute by minute. By the address alone, one program with an old password would lock out
 * all others of its machine, or behind its proxy.
 */
export const createThrottle = (now: () => number = Date.now): Throttle => {
  let minute = 0
  const fails = new Map<string, number>()
  const turn = (): void => {
    const current = Math.floor(now() / 60_000)
    if (current === minute && fails.size < mostPairs) return
    minute = current
    fails.clear()
  }
  return {
    isOver: (address, name) => {
      turn()
      return (fails.get(toPair(address, name)) ?? 0) >= triesPerMinute
    },
    fail: (address, name) => {
      turn()
      const pair = toPair(address, name)
      fails.set(pair, (fails.get(pair) ?? 0) + 1)
    },
  }
}
