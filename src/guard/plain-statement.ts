import { readableTables } from '../tables.ts'
import type { Catalog } from './catalog.ts'
import type { StatementKind } from './checked-statement.ts'

const name = '(?:`[^`]+`|[A-Za-z_]\\w*)'
const like = "(?: (?<like>(?:NOT )?I?LIKE '(?:[^'\\\\]|\\\\.)*'))?(?<limit> LIMIT \\d+)?"
const table = `(?:(?<database>${name})\\.)?(?<table>${name})`
const from = `(?: FROM (?<from>${name}))?`

type Groups = Readonly<Record<string, string | undefined>>

type Shape = {
  readonly kind: StatementKind
  readonly pattern: RegExp
  /** A query with the same answer; undefined: the statement itself is run. */
  readonly toQuery?: (groups: Groups) => string
}

const unquote = (text: string): string => text.replaceAll('`', '')

/** The lexer has ensured that names contain no quote and no backslash. */
const toDatabase = (text: string | undefined): string =>
  text === undefined ? 'currentDatabase()' : `'${unquote(text)}'`

const toEnd = (column: string, { like: filter, limit = '' }: Groups): string =>
  `${filter === undefined ? '' : ` AND ${column} ${filter}`} ORDER BY ${column}${limit}`

/** Tables that may not be read are not listed, since some programs read all they find. */
const ours = [...readableTables].map((name) => `'${name}'`).join(', ')

const known = "(currentDatabase(), 'system', 'information_schema', 'INFORMATION_SCHEMA')"

/**
 * Statements that are no queries, each from its first to its last word: none of them holds an expression. The engine
 * answers some of them by rewriting them, which does not work where an answer goes into a pipe.
 */
const shapes: readonly Shape[] = [
  {
    kind: 'show',
    pattern: new RegExp(`^SHOW (?<what>DATABASES)${like}$`, 's'),
    toQuery: (groups) => `SELECT name FROM system.databases WHERE name IN ${known}${toEnd('name', groups)}`,
  },
  {
    kind: 'show',
    pattern: new RegExp(`^SHOW (?<full>FULL )?TABLES${from}${like}$`, 's'),
    toQuery: (groups) =>
      `SELECT name${groups.full ? ", if(engine LIKE '%View', 'VIEW', 'BASE TABLE') AS table_type" : ''} FROM system.tables ` +
      `WHERE database = ${toDatabase(groups.from)} AND (database != currentDatabase() OR name IN (${ours}))${toEnd('name', groups)}`,
  },
  {
    kind: 'show',
    pattern: new RegExp(`^SHOW (?:EXTENDED )?(?<full>FULL )?COLUMNS FROM ${table}${from}${like}$`, 's'),
    toQuery: (groups) =>
      "SELECT name AS field, type, if(type LIKE 'Nullable(%', 'YES', 'NO') AS null, multiIf(is_in_primary_key, 'PRI SOR', is_in_sorting_key, 'SOR', '') AS key, " +
      `default_expression AS default, '' AS extra${groups.full ? ', NULL AS collation, comment, NULL AS privileges' : ''} FROM system.columns ` +
      `WHERE database = ${toDatabase(groups.database ?? groups.from)} AND table = '${unquote(groups.table ?? '')}'${toEnd('name', groups)}`,
  },
  { kind: 'show', pattern: new RegExp(`^SHOW CREATE (?:TABLE|VIEW) ${table}$`) },
  { kind: 'describe', pattern: new RegExp(`^DESCRIBE TABLE ${table}$`) },
  { kind: 'exists', pattern: new RegExp(`^EXISTS (?:TABLE|VIEW) ${table}$`) },
]

/**
 * The query that answers a statement like SHOW or DESCRIBE, if it is allowed.
 * @throws PlainsightError `SQL_REFUSED`
 */
export const toPlainStatement = (sql: string, catalog: Catalog): { kind: StatementKind; sql: string } | undefined => {
  for (const { kind, pattern, toQuery } of shapes) {
    const groups = pattern.exec(sql)?.groups
    if (groups === undefined) continue
    const { database, table: named, from: other } = groups
    if (other !== undefined) catalog.checkDatabase(unquote(other))
    const parts = named === undefined ? [] : [database ?? other, named]
    if (named !== undefined) catalog.checkTable(parts.filter((part) => part !== undefined).map(unquote))
    return { kind, sql: toQuery?.(groups) ?? sql }
  }
  return undefined
}
