import { timingSafeEqual } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { PlainsightError } from '../errors.ts'
import { hashSecret, shortestSecret } from './key-secret.ts'
import type { Scope } from './scopes.ts'

export type ApiKey = {
  readonly name: string
  readonly scopes: readonly Scope[]
  /** ISO 8601 in UTC. */
  readonly createdAt: string
  /** Day of the last use, `YYYY-MM-DD` in UTC; null: never used. */
  readonly lastUsedOn: string | null
  /** ISO 8601 in UTC; null: in force. */
  readonly revokedAt: string | null
}

export type NewKey = { readonly name: string; readonly scopes: readonly Scope[]; readonly secret: string }

export type ApiKeys = {
  /**
   * Stores a key, with only a hash of its secret. The name of a revoked key may be used again.
   * @throws PlainsightError `KEY_NAME_INVALID`, `KEY_NAME_TAKEN`, `KEY_SECRET_WEAK`
   */
  add(key: NewKey): void
  /** All keys by name, revoked ones too. */
  list(): ApiKey[]
  /** Revokes a key, at once for every process. @throws PlainsightError `KEY_UNKNOWN` */
  revoke(name: string): void
  /** The active key with this secret, and this name if one is given; undefined otherwise, after the same time. */
  find(secret: string, name?: string): ApiKey | undefined
  /** Records the day of a key's use, once a day. */
  noteUse(key: ApiKey): void
  /** Whether any key is active. */
  hasAny(): boolean
}

/** Allowed names: they appear in headers, URLs and logs. */
const namePattern = /^[a-z0-9][a-z0-9_.-]{0,63}$/

type Row = {
  readonly name: string
  readonly scopes: string
  readonly hash: Uint8Array
  readonly created_at: string
  readonly last_used_on: string | null
  readonly revoked_at: string | null
}

const toKey = (row: Row): ApiKey => ({
  name: row.name,
  scopes: row.scopes.split(',') as Scope[],
  createdAt: row.created_at,
  lastUsedOn: row.last_used_on,
  revokedAt: row.revoked_at,
})

const checkNew = ({ name, secret }: NewKey): void => {
  if (!namePattern.test(name)) throw new PlainsightError('KEY_NAME_INVALID', { name: name.slice(0, 80) })
  if (secret.length < shortestSecret) throw new PlainsightError('KEY_SECRET_WEAK', { shortest: shortestSecret })
}

/** Compared if there is no such key, so that it takes the same time; no secret hashes to it. */
const nobody = Buffer.alloc(32)

/**
 * Keys of programs, in the control file. Each call reads the file, so that changes by other processes apply at once.
 */
export const createApiKeys = (file: DatabaseSync): ApiKeys => {
  const byName = file.prepare('SELECT * FROM api_keys WHERE name = ?')
  const byHash = file.prepare('SELECT * FROM api_keys WHERE hash = ?')
  const all = file.prepare('SELECT * FROM api_keys ORDER BY name')
  const inForce = file.prepare('SELECT 1 FROM api_keys WHERE revoked_at IS NULL LIMIT 1')
  const insert = file.prepare(
    `INSERT INTO api_keys (name, scopes, hash, created_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET scopes = excluded.scopes, hash = excluded.hash, created_at = excluded.created_at,
       last_used_on = NULL, revoked_at = NULL
     WHERE revoked_at IS NOT NULL`,
  )
  const end = file.prepare('UPDATE api_keys SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL')
  const use = file.prepare('UPDATE api_keys SET last_used_on = ? WHERE name = ?')
  return {
    add: (key) => {
      checkNew(key)
      const hash = hashSecret(key.secret)
      if (byHash.get(hash)) throw new PlainsightError('KEY_SECRET_USED')
      const { changes } = insert.run(key.name, key.scopes.join(','), hash, new Date().toISOString())
      if (changes === 0) throw new PlainsightError('KEY_NAME_TAKEN', { name: key.name })
    },
    list: () => all.all().map((row) => toKey(row as Row)),
    revoke: (name) => {
      const { changes } = end.run(new Date().toISOString(), name)
      if (changes === 0) throw new PlainsightError('KEY_UNKNOWN', { name: name.slice(0, 80) })
    },
    find: (secret, name) => {
      const hash = hashSecret(secret)
      const row = (name === undefined ? byHash.get(hash) : byName.get(name)) as Row | undefined
      const isRight = timingSafeEqual(hash, row?.hash ?? nobody)
      return row && isRight && row.revoked_at === null ? toKey(row) : undefined
    },
    noteUse: ({ name, lastUsedOn }) => {
      const today = new Date().toISOString().slice(0, 10)
      if (lastUsedOn !== today) use.run(today, name)
    },
    hasAny: () => inForce.get() !== undefined,
  }
}
