import { PlainsightError } from '../errors.ts'
import { toNetwork } from '../limits/network.ts'
import { createThrottle } from '../limits/throttle.ts'
import { isSameText } from './session-cookie.ts'

/** Wrong tokens taken from one address per minute, whether they come as bearer or to sign in. */
const triesPerMinute = 10

/** Shorter tokens can be found by trying. */
export const shortToken = 16

export type TokenGate = {
  /** Lets the right token pass. @throws PlainsightError `TOKEN_WRONG`, `SIGN_IN_THROTTLED` */
  check(given: string, address: string): void
}

/**
 * Tells right tokens from wrong ones, and puts off those who try many. The right one always passes, so that nobody locks others out by trying; only where
 * it is short enough to be found that way, it has to wait too, for those who share the address.
 */
export const createTokenGate = (token: string): TokenGate => {
  const throttle = createThrottle(triesPerMinute)
  return {
    check: (given, address) => {
      const network = toNetwork(address)
      const isOver = throttle.isOver(network)
      const isRight = isSameText(given, token)
      if (isRight && !(isOver && token.length < shortToken)) return
      if (isOver) throw new PlainsightError('SIGN_IN_THROTTLED')
      throttle.count(network)
      throw new PlainsightError('TOKEN_WRONG')
    },
  }
}
