import type { ApiKey, ApiKeys } from '../control/api-keys.ts'
import { createThrottle } from '../limits/throttle.ts'
import { DoorError } from './door-error.ts'
import type { Credentials } from './http/credentials.ts'

/**
 * Wrong passwords that one address may send for one name in a minute. The right one is always taken: a secret has 256 bits, so that nobody finds it by
 * trying, and whoever tries must not lock others out of their key.
 */
const triesPerMinute = 10

export type Authenticate = (credentials: Credentials | undefined, address: string) => ApiKey

/**
 * Asks the control file for every request, so that a revoked key is refused from the next one on.
 * Throws DoorError `REQUIRED_PASSWORD`, `AUTHENTICATION_FAILED`; one sentence for whatever is wrong, so that names cannot be tried out.
 */
export const createAuthenticate = (keys: ApiKeys): Authenticate => {
  const throttle = createThrottle(triesPerMinute)
  return (credentials, address) => {
    if (credentials === undefined)
      throw new DoorError('REQUIRED_PASSWORD', 'A key is needed: send its name as user and its secret as password')
    const { name = '' } = credentials
    const pair = `${address} ${name.slice(0, 64)}`
    const key = keys.find(credentials.secret, credentials.name)
    if (key) return key
    if (throttle.isOver(pair))
      throw new DoorError('AUTHENTICATION_FAILED', 'Too many wrong passwords for this name: wait a minute')
    throttle.count(pair)
    const shown = credentials.name === undefined ? 'bearer' : name.replace(/[^\w.-]/g, '?').slice(0, 64)
    throw new DoorError(
      'AUTHENTICATION_FAILED',
      `${shown}: Authentication failed: password is incorrect, or there is no user with such name`,
    )
  }
}
