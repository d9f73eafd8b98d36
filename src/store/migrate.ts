import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { toStatements } from './split-statements.ts'
import { toLiteral } from './sql-text.ts'
import type { Store } from './store.ts'

const folder = join(import.meta.dirname, 'migrations')

/** The table of files that were run; two hubs that run the same file at once leave one row in the end. */
const ledger = `CREATE TABLE IF NOT EXISTS schema_migrations
(
  name String,
  applied_at DateTime64(3) DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree
ORDER BY name`

const loadMigrations = async (): Promise<string[]> =>
  (await readdir(folder)).filter((name) => /^\d{4}_\w+\.sql$/.test(name)).sort()

/**
 * Brings the database up to date and returns the names of the files that were run. Every statement in them is one that
 * may run twice (IF NOT EXISTS, MODIFY), so that an interrupted hub, or two hubs that start at once, reach the same
 * state.
 */
export const migrate = async (store: Store): Promise<string[]> => {
  await store.command(ledger)
  const { rows } = await store.query<{ name: string }>('SELECT DISTINCT name FROM schema_migrations')
  const applied = new Set(rows.map((row) => row.name))
  const missing = (await loadMigrations()).filter((name) => !applied.has(name))
  for (const name of missing) {
    for (const statement of toStatements(await readFile(join(folder, name), 'utf8'))) await store.command(statement)
    await store.command(`INSERT INTO schema_migrations (name) VALUES (${toLiteral(name)})`)
  }
  return missing
}
