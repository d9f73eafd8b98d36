import type { Config } from '../config/schema.ts'
import { type Table, tables } from '../tables.ts'
import type { Store } from './store.ts'

export type RetentionDays = Pick<Config['hub'], NonNullable<Table['retention']>>

const loadTtls = async (store: Store): Promise<Map<string, string>> => {
  const { rows } = await store.query<{ name: string; ttl: string }>(
    "SELECT name, extract(engine_full, ' TTL (.+?)(?: SETTINGS |$)') AS ttl FROM system.tables WHERE database = currentDatabase()",
  )
  return new Map(rows.map(({ name, ttl }) => [name, ttl]))
}

/**
 * Sets how many days the engine keeps rows (0: forever). Changes only tables that differ, and the
 * engine then drops what is too old in the background, whole days at a time.
 */
export const applyRetention = async (store: Store, { hub }: { readonly hub: RetentionDays }): Promise<void> => {
  const ttls = await loadTtls(store)
  for (const [name, { retention, seconds }] of Object.entries<Table>(tables)) {
    if (retention === undefined) continue
    const days = hub[retention]
    const wanted = days === 0 ? '' : `${seconds} + toIntervalDay(${days})`
    if (ttls.get(name) === wanted) continue
    await store.command(`ALTER TABLE ${name} ${wanted === '' ? 'REMOVE TTL' : `MODIFY TTL ${wanted}`}`)
  }
}
