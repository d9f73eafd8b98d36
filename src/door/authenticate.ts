import type { ApiKey, ApiKeys } from '../control/api-keys.ts'
import type { Credentials } from './credentials.ts'
import { DoorError } from './door-error.ts'
import { createThrottle } from './throttle.ts'

export type Authenticate = (credentials: Credentials | undefined, address: string) => ApiKey

/**
 * Asks the control file for every request, so that a revoked key is refused from the next one on.
 * Throws DoorError `REQUIRED_PASSWORD`, `AUTHENTICATION_FAILED`; one sentence for whatever is wrong, so that names cannot be tried out.
 */
export const createAuthenticate = (keys: ApiKeys): Authenticate => {
  const throttle = createThrottle()
  return (credentials, address) => {
    if (credentials === undefined)
      throw new DoorError('REQUIRED_PASSWORD', 'A key is needed: send its name as user and its secret as password')
    const { name = '' } = credentials
    if (throttle.isOver(address, name))
      throw new DoorError('AUTHENTICATION_FAILED', 'Too many wrong passwords for this name: wait a minute')
    const key = keys.find(credentials.secret, credentials.name)
    if (key === undefined) {
      throttle.fail(address, name)
      const shown = credentials.name === undefined ? 'bearer' : name.replace(/[^\w.-]/g, '?').slice(0, 64)
      throw new DoorError(
        'AUTHENTICATION_FAILED',
        `${shown}: Authentication failed: password is incorrect, or there is no user with such name`,
      )
    }
    return key
  }
}
