/**
 * The control file's tables, one step after the other; `user_version` of the file counts the applied steps. A published
 * step is never edited, only followed by the next.
 */
export const migrations: readonly string[] = [
  `CREATE TABLE api_keys (
    name TEXT PRIMARY KEY NOT NULL,
    scopes TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    last_used_on TEXT,
    revoked_at TEXT
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE ended_sessions (
    id TEXT PRIMARY KEY NOT NULL,
    expires INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `DROP TABLE ended_sessions;
  CREATE TABLE sessions (
    digest BLOB PRIMARY KEY NOT NULL,
    expires INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
]
