import { createHmac } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { createRandomText } from './key-secret.ts'

/** How long a sign-in lasts, in seconds. */
export const sessionLifetime: number = 30 * 24 * 3600

/**
 * Active sign-ins, stored here and not in the cookie: signing out ends every copy of it. `credential` is the token of
 * the sign-in and must be the same each time: when it changes, its sign-ins end.
 */
export type Sessions = {
  /** Starts one, and returns the secret that identifies its client from then on. */
  start(credential: string): string
  has(secret: string, credential: string): boolean
  end(secret: string, credential: string): void
  endAll(): void
}

/** The file has neither: without the 256 random bits of the secret, nobody can test credentials against this digest. */
const toDigest = (secret: string, credential: string): Buffer =>
  createHmac('sha256', secret).update(credential).digest()

const now = (): number => Math.floor(Date.now() / 1000)

export const createSessions = (file: DatabaseSync): Sessions => {
  const insert = file.prepare('INSERT INTO sessions (digest, expires) VALUES (?, ?)')
  const find = file.prepare('SELECT 1 FROM sessions WHERE digest = ? AND expires > ?')
  const remove = file.prepare('DELETE FROM sessions WHERE digest = ?')
  const forget = file.prepare('DELETE FROM sessions WHERE expires <= ?')
  const removeAll = file.prepare('DELETE FROM sessions')
  return {
    start: (credential) => {
      const secret = createRandomText()
      forget.run(now())
      insert.run(toDigest(secret, credential), now() + sessionLifetime)
      return secret
    },
    has: (secret, credential) => find.get(toDigest(secret, credential), now()) !== undefined,
    end: (secret, credential) => void remove.run(toDigest(secret, credential)),
    endAll: () => void removeAll.run(),
  }
}
