import type { SqlAsk } from '../store/sql-ask.ts'
import { systemTables } from './allowed-tables.ts'
import { isNamePart } from './check-tokens.ts'
import { refuse } from './refuse.ts'
import type { SqlToken } from './sql-tokens.ts'

/**
 * Rejects the name of a hidden column, whatever it means there, in a statement that reads system tables with hidden
 * columns.
 * @throws PlainsightError `SQL_REFUSED`
 */
export const checkColumns = async (
  ask: SqlAsk,
  guarded: ReadonlySet<string>,
  tokens: readonly SqlToken[],
): Promise<void> => {
  const names = new Set(tokens.filter(isNamePart).map(({ text }) => text))
  for (const table of guarded) {
    const columns = await ask<{ name: string }>(
      `SELECT name FROM system.columns WHERE database = 'system' AND table = '${table}'`,
    )
    const shown = systemTables[table]
    const hidden = columns.find(({ name }) => names.has(name) && shown !== 'all' && !shown?.has(name))
    if (hidden) refuse(`the column ${hidden.name} of system.${table} is not allowed`)
  }
}
