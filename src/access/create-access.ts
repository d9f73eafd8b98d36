import type { IncomingHttpHeaders } from 'node:http'
import type { EndedSessions } from '../control/ended-sessions.ts'
import { PlainsightError } from '../errors.ts'
import { type Credentials, readBearer } from './credentials.ts'
import { anyone, type KeyHolder, type Principal, tokenHolder } from './principal.ts'
import type { RouteAccess } from './route-config.ts'
import { createSecretOwners, type OwnersParts } from './secret-owners.ts'
import { createSessionCookie, readSession, type Session } from './session-cookie.ts'

/** The sender of a request, on any port of the hub. */
export type Client = {
  readonly headers: Pick<IncomingHttpHeaders, 'authorization' | 'cookie'>
  readonly address: string
}

/** Who may do what, on all ports of the hub. */
export type Access = {
  readonly tokenNeeded: boolean
  /**
   * The principal behind a request, if it may do this.
   * @throws PlainsightError `TOKEN_NEEDED`, `TOKEN_WRONG`, `SIGN_IN_THROTTLED`, `SCOPE_MISSING`
   */
  readonly admit: (client: Client, needed: RouteAccess) => Principal
  /** The holder of a key, which the ClickHouse door needs even where there is no token. @throws PlainsightError `TOKEN_WRONG`, `SIGN_IN_THROTTLED` */
  readonly admitKey: (credentials: Credentials, address: string) => KeyHolder
  readonly isSignedIn: (client: Client) => boolean
  /** The `Set-Cookie` value of a new sign-in; undefined where none is needed. @throws PlainsightError `TOKEN_WRONG`, `SIGN_IN_THROTTLED` */
  readonly signIn: (
    token: string,
    client: { readonly address: string; readonly isSecure: boolean },
  ) => string | undefined
  /** Ends the sign-in that a request brings, in every copy of its cookie. */
  readonly signOut: (client: Client) => void
}

const checkScope = (principal: Principal, needed: RouteAccess): Principal => {
  if (needed === 'public' || principal.scopes.includes(needed)) return principal
  throw new PlainsightError('SCOPE_MISSING', { scope: needed })
}

/** @see Access */
export const createAccess = (parts: OwnersParts & { readonly ended: EndedSessions }): Access => {
  const { token, ended } = parts
  const owners = createSecretOwners(parts)
  const findSession = ({ headers }: Client): Session | undefined => {
    const session = token === undefined ? undefined : readSession(headers.cookie, token)
    return session === undefined || ended.hasEnded(session.id) ? undefined : session
  }
  const identify = (client: Client): Principal => {
    if (token === undefined) return anyone
    if (findSession(client)) return tokenHolder
    const bearer = readBearer(client.headers.authorization)
    if (bearer === undefined) throw new PlainsightError('TOKEN_NEEDED')
    return owners.ofBearer(bearer, client.address)
  }
  return {
    tokenNeeded: token !== undefined,
    admit: (client, needed) => checkScope(identify(client), needed),
    admitKey: owners.ofKey,
    isSignedIn: (client) => token === undefined || findSession(client) !== undefined,
    signIn: (given, { address, isSecure }) => {
      if (token === undefined) return undefined
      owners.ofToken(given, address)
      return createSessionCookie(token, { secure: isSecure })
    },
    signOut: (client) => {
      const session = findSession(client)
      if (session) ended.end(session.id, session.expires)
    },
  }
}
