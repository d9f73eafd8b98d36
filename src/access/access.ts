import type { FastifyRequest } from 'fastify'
import type { EndedSessions } from '../control/ended-sessions.ts'
import { createSessionCookie, readSession, type Session } from './session-cookie.ts'
import { createTokenGate } from './token-gate.ts'

/** Who may use a hub that has a token. */
export type Access = {
  /** The sign-in that a request brings, if it is in force. */
  readonly findSession: (request: FastifyRequest) => Session | undefined
  /** @throws PlainsightError `TOKEN_WRONG`, `SIGN_IN_THROTTLED` */
  readonly checkToken: (given: string, client: Pick<FastifyRequest, 'ip'>) => void
  /** The `Set-Cookie` value of a new sign-in. */
  readonly signIn: (request: FastifyRequest) => string
  /** Ends the sign-in that a request brings, in every copy of its cookie. */
  readonly signOut: (request: FastifyRequest) => void
}

export const createAccess = (token: string, ended: EndedSessions): Access => {
  const gate = createTokenGate(token)
  const findSession: Access['findSession'] = ({ headers }) => {
    const session = readSession(headers.cookie, token)
    return session === undefined || ended.hasEnded(session.id) ? undefined : session
  }
  return {
    findSession,
    checkToken: (given, { ip }) => gate.check(given, ip),
    signIn: ({ protocol }) => createSessionCookie(token, { secure: protocol === 'https' }),
    signOut: (request) => {
      const session = findSession(request)
      if (session) ended.end(session.id, session.expires)
    },
  }
}
