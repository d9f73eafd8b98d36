import type { Client } from '../access/client.ts'
import type { Access } from '../access/create-access.ts'
import type { Credentials } from '../access/credentials.ts'
import type { KeyHolder } from '../access/principal.ts'
import { PlainsightError } from '../errors.ts'
import { DoorError } from './door-error.ts'

export type Authenticate = (credentials: Credentials | undefined, client: Client) => KeyHolder

const sentences: Readonly<Partial<Record<PlainsightError['code'], string>>> = {
  TOKEN_WRONG: 'Authentication failed: password is incorrect, or there is no user with such name',
  SIGN_IN_THROTTLED: 'Too many wrong passwords for this name: wait a minute',
}

const toShown = ({ name }: Credentials): string =>
  name === undefined ? 'bearer' : name.replace(/[^\w.-]/g, '?').slice(0, 64)

/**
 * The holder of a key, which ClickHouse's clients send as user and password. The hub's token is not accepted here:
 * statements are counted by key.
 * @throws DoorError `REQUIRED_PASSWORD`, `AUTHENTICATION_FAILED`; one message for every reason, so that names cannot
 * be guessed
 */
export const createAuthenticate =
  (admitKey: Access['admitKey']): Authenticate =>
  (credentials, client) => {
    if (credentials === undefined)
      throw new DoorError('REQUIRED_PASSWORD', 'A key is needed: send its name as user and its secret as password')
    try {
      return admitKey(credentials, client)
    } catch (error) {
      const sentence = error instanceof PlainsightError ? sentences[error.code] : undefined
      if (sentence === undefined) throw error
      throw new DoorError('AUTHENTICATION_FAILED', `${toShown(credentials)}: ${sentence}`, { cause: error })
    }
  }
