import { createHmac, timingSafeEqual } from 'node:crypto'
import type { ApiKey, ApiKeys } from '../control/api-keys.ts'
import { PlainsightError } from '../errors.ts'
import { toNetwork } from '../limits/network.ts'
import { createThrottle } from '../limits/throttle.ts'
import type { Credentials } from './credentials.ts'
import { type KeyHolder, type Principal, tokenHolder } from './principal.ts'

/**
 * Wrong secrets that one network may send in a minute, as bearer or to sign in; at the ClickHouse door, for one name.
 */
const triesPerMinute = 10

/** Shorter tokens can be guessed. Keys are never shorter. */
export const shortToken = 16

export type SecretOwners = {
  /** @throws PlainsightError `TOKEN_WRONG`, `SIGN_IN_THROTTLED` */
  readonly ofToken: (secret: string, address: string) => Principal
  /** The hub's token or the secret of a key. @throws PlainsightError `TOKEN_WRONG`, `SIGN_IN_THROTTLED` */
  readonly ofBearer: (secret: string, address: string) => Principal
  /** @throws PlainsightError `TOKEN_WRONG`, `SIGN_IN_THROTTLED` */
  readonly ofKey: (credentials: Credentials, address: string) => KeyHolder
}

type Log = { warn(facts: object, sentence: string): void }

export type OwnersParts = { readonly token: string | undefined; readonly keys: ApiKeys; readonly log: Log }

/** Constant-time comparison of two texts of any length. */
const isSameText = (left: string, right: string): boolean => {
  const digest = (text: string): Buffer => createHmac('sha256', 'plainsight').update(text).digest()
  return timingSafeEqual(digest(left), digest(right))
}

/** The day of use is only information: a file that cannot be written must not reject a client. */
const createToHolder =
  ({ keys, log }: OwnersParts) =>
  (key: ApiKey): KeyHolder => {
    try {
      keys.noteUse(key)
    } catch (error) {
      log.warn({ key: key.name, reason: (error as Error).message }, 'The day of last use of a key could not be written')
    }
    return { kind: 'key', name: key.name, scopes: key.scopes }
  }

/**
 * Who a secret belongs to. Keys are read from the control file each time, so that a revoked one is rejected from the
 * next request on. The right secret always works, so that guessing cannot lock others out. Only a token short
 * enough to be guessed is throttled too.
 */
export const createSecretOwners = (parts: OwnersParts): SecretOwners => {
  const { token, keys } = parts
  const toHolder = createToHolder(parts)
  const throttle = createThrottle(triesPerMinute)
  const settle = <P extends Principal>(found: P | undefined, client: string): P => {
    const isOver = throttle.isOver(client)
    const isGuessable = found?.kind === 'token' && token !== undefined && token.length < shortToken
    if (found && !(isOver && isGuessable)) return found
    if (isOver) throw new PlainsightError('SIGN_IN_THROTTLED')
    throttle.count(client)
    throw new PlainsightError('TOKEN_WRONG')
  }
  const findToken = (secret: string): Principal | undefined =>
    token !== undefined && isSameText(secret, token) ? tokenHolder : undefined
  const findKey = ({ secret, name }: Credentials): KeyHolder | undefined => {
    const key = keys.find(secret, name)
    return key && toHolder(key)
  }
  return {
    ofToken: (secret, address) => settle(findToken(secret), toNetwork(address)),
    ofBearer: (secret, address) => settle(findToken(secret) ?? findKey({ secret }), toNetwork(address)),
    ofKey: (credentials, address) =>
      settle(findKey(credentials), `${toNetwork(address)} ${credentials.name?.slice(0, 64) ?? ''}`),
  }
}
