import type { DatabaseSync } from 'node:sqlite'

/** Sign-ins that were ended before their time. Without this a copy of their cookie would be good until it runs out. */
export type EndedSessions = {
  /** `expires` is the second, since 1970, in which the sign-in runs out by itself and need not be remembered any more. */
  end(id: string, expires: number): void
  hasEnded(id: string): boolean
}

export const createEndedSessions = (file: DatabaseSync): EndedSessions => {
  const insert = file.prepare('INSERT INTO ended_sessions (id, expires) VALUES (?, ?) ON CONFLICT DO NOTHING')
  const find = file.prepare('SELECT 1 FROM ended_sessions WHERE id = ?')
  const forget = file.prepare('DELETE FROM ended_sessions WHERE expires < ?')
  return {
    end: (id, expires) => {
      forget.run(Math.floor(Date.now() / 1000))
      insert.run(id, expires)
    },
    hasEnded: (id) => find.get(id) !== undefined,
  }
}
