import type { SqlAsk } from '../store/sql-ask.ts'
import { readableTables } from '../tables.ts'
import { informationViews, systemTables } from './allowed-tables.ts'
import { refuse } from './refuse.ts'
import { createZones, type Zones } from './zones.ts'

/** The existing databases and tables, which decide what a name may stand for. */
export type Catalog = {
  /** Rejects a name of one or more parts, anywhere, that begins with that of a table which is not allowed. */
  checkName(parts: readonly string[]): void
  /** The same for a name in the place of a value, where a table of the engine would show its columns. */
  checkValue(parts: readonly string[]): void
  /** The same for a name in the place of a table. */
  checkTable(parts: readonly string[]): void
  /** Rejects a database other than the hub's and the system's. */
  checkDatabase(name: string): void
  /** System tables with hidden columns that the statement names. */
  readonly guarded: ReadonlySet<string>
  /** Time zones that a statement may name. */
  readonly zones: Zones
}

const isInformation = (database: string): boolean => /^(information_schema|INFORMATION_SCHEMA)$/.test(database)

const isAllowedTable = (database: string, own: string, table: string): boolean => {
  if (database === own) return readableTables.has(table)
  if (database === 'system') return Object.hasOwn(systemTables, table)
  return isInformation(database) && informationViews.has(table.toLowerCase())
}

const list =
  "SELECT database, name FROM system.tables WHERE database = currentDatabase() UNION ALL SELECT name, '' FROM system.databases"

const isGuarded = ([database, table = '']: readonly string[]): boolean =>
  database === 'system' && systemTables[table] !== 'all'

const loadCatalog = async (ask: SqlAsk, database: string, zones: Zones): Promise<Catalog> => {
  const rows = await ask<{ database: string; name: string }>(list)
  const databases = new Set(rows.map((row) => row.database))
  const hidden = new Set(rows.map((row) => row.name).filter((name) => name !== '' && !readableTables.has(name)))
  const guarded = new Set<string>()
  const checkQualified = (first: string, second: string): void => {
    if (!isAllowedTable(first, database, second)) refuse(`the table ${first}.${second} is not allowed`)
  }
  const checkName = (parts: readonly string[]): void => {
    const [first = '', second] = parts
    if (hidden.has(first)) refuse(`the table ${first} is not allowed`)
    if (second !== undefined && databases.has(first)) checkQualified(first, second)
  }
  return {
    zones,
    guarded,
    checkDatabase: (name) => {
      if (name !== database && name !== 'system' && !isInformation(name)) refuse(`the database ${name} is not allowed`)
    },
    checkName,
    checkValue: (parts) => {
      checkName(parts)
      if (parts.length === 2 && isGuarded(parts)) refuse(`the table ${parts.join('.')} may only be read from`)
    },
    checkTable: (parts) => {
      const [first = '', second = ''] = parts
      if (parts.length > 2) refuse(`the table ${parts.join('.')} is not allowed`)
      if (parts.length === 1) return checkName(parts)
      checkQualified(first, second)
      if (isGuarded(parts)) guarded.add(second)
    },
  }
}

export type CatalogLoader = {
  /** Reads the names of databases, and of the tables in ours. */
  load(): Promise<Catalog>
  readonly zones: () => Promise<Zones>
}

/** `database` is the hub's. */
export const createCatalogLoader = (ask: SqlAsk, database: string): CatalogLoader => {
  const zones = createZones(ask)
  return { load: async () => loadCatalog(ask, database, await zones()), zones }
}
