import type { Sessions } from '../control/sessions.ts'
import { PlainsightError } from '../errors.ts'
import { type Client, createFindSender } from './client.ts'
import { type Credentials, readBearer } from './credentials.ts'
import { type AccessRule, anyone, type KeyHolder, type Principal, tokenHolder } from './principal.ts'
import { createSecretOwners, type OwnersParts } from './secret-owners.ts'
import { readSessionCookie, toSessionCookie } from './session-cookie.ts'

/** Who may do what, on all ports of the hub. */
export type Access = {
  readonly tokenNeeded: boolean
  /**
   * The principal behind a request, if it may do this.
   * @throws PlainsightError `TOKEN_NEEDED`, `TOKEN_WRONG`, `SIGN_IN_THROTTLED`, `SCOPE_MISSING`
   */
  readonly admit: (client: Client, needed: AccessRule) => Principal
  /**
   * The holder of a key, which the ClickHouse door requires even without a token. @throws PlainsightError
   * `TOKEN_WRONG`, `SIGN_IN_THROTTLED`
   */
  readonly admitKey: (credentials: Credentials, client: Client) => KeyHolder
  readonly isSignedIn: (client: Client) => boolean
  /**
   * The `Set-Cookie` value of a new sign-in; undefined if none is required. @throws PlainsightError `TOKEN_WRONG`,
   * `SIGN_IN_THROTTLED`
   */
  readonly signIn: (token: string, client: Client) => string | undefined
  /** Ends the sign-in of a request, in every copy of its cookie. */
  readonly signOut: (client: Client) => void
}

const checkScope = (principal: Principal, needed: AccessRule): Principal => {
  if (needed === 'public' || principal.scopes.includes(needed)) return principal
  throw new PlainsightError('SCOPE_MISSING', { scope: needed })
}

/** @see Access */
export const createAccess = (
  parts: OwnersParts & { readonly sessions: Sessions; readonly trustedProxies: readonly string[] },
): Access => {
  const { token, sessions } = parts
  const owners = createSecretOwners(parts)
  const findSender = createFindSender(parts.trustedProxies)
  const isSignedIn = ({ headers }: Client): boolean => {
    if (token === undefined) return true
    const secret = readSessionCookie(headers.cookie)
    return secret !== undefined && sessions.has(secret, token)
  }
  const identify = (client: Client): Principal => {
    if (token === undefined) return anyone
    if (isSignedIn(client)) return tokenHolder
    const bearer = readBearer(client.headers.authorization)
    if (bearer === undefined) throw new PlainsightError('TOKEN_NEEDED')
    return owners.ofBearer(bearer, findSender(client).address)
  }
  return {
    tokenNeeded: token !== undefined,
    admit: (client, needed) => checkScope(identify(client), needed),
    admitKey: (credentials, client) => owners.ofKey(credentials, findSender(client).address),
    isSignedIn,
    signIn: (given, client) => {
      if (token === undefined) return undefined
      const { address, isSecure } = findSender(client)
      owners.ofToken(given, address)
      return toSessionCookie(sessions.start(token), { isSecure })
    },
    signOut: ({ headers }) => {
      const secret = readSessionCookie(headers.cookie)
      if (secret !== undefined && token !== undefined) sessions.end(secret, token)
    },
  }
}
