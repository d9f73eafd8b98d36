import { PlainsightError } from '../errors.ts'
import type { SqlAsk } from '../store/sql-ask.ts'
import { toCanonical } from './canonical.ts'
import { createCatalogLoader } from './catalog.ts'
import { checkConditions } from './check-conditions.ts'
import { checkSize } from './check-size.ts'
import { checkTexts } from './check-texts.ts'
import { checkTokens } from './check-tokens.ts'
import { checkTree } from './check-tree.ts'
import type { CheckedStatement, StatementKind } from './checked-statement.ts'
import { checkColumns } from './hidden-columns.ts'
import { createNames } from './names.ts'
import { toPlainStatement } from './plain-statement.ts'
import { refuse } from './refuse.ts'
import { isWord, type SqlToken } from './sql-tokens.ts'
import { parseSyntaxTree } from './syntax-tree.ts'
import type { Zones } from './zones.ts'

export type CheckOptions = {
  /** Values of `{name:Type}`, as ClickHouse's HTTP interface takes them in `param_name`. */
  readonly params?: Readonly<Record<string, string>> | undefined
}

export type Guard = {
  /**
   * Accepts a statement of a user if it reads only tables and calls only functions that are on the lists.
   * @throws PlainsightError `SQL_INVALID` when it is no statement, `SQL_REFUSED` when it is not allowed, `SQL_LIMIT`,
   * `STORE_UNAVAILABLE`
   */
  check(sql: string, options?: CheckOptions): Promise<CheckedStatement>
  /** Time zones that a statement or a setting may name. */
  zones(): Promise<Zones>
}

/** What may precede a query. Not `EXPLAIN AST`: it takes the clauses after the query as its own. */
const describe = /^DESCRIBE TABLE (?=\()/
const explain =
  /^EXPLAIN (?:(?:PLAN|SYNTAX|PIPELINE|ESTIMATE|QUERY TREE) )?(?:\w+ = (?:\d+|'\w*')(?:, \w+ = (?:\d+|'\w*'))* )?(?=SELECT|WITH|\()/

/** The allowed statements, for the message of an error. */
const kinds = 'SELECT, EXPLAIN of it, SHOW DATABASES, TABLES, COLUMNS and CREATE TABLE, DESCRIBE TABLE and EXISTS TABLE'

const toKind = (head: string): StatementKind => {
  if (head === '') return 'select'
  return head.startsWith('EXPLAIN') ? 'explain' : 'describe'
}

const query = /^(SELECT|WITH|\()/

type Params = Readonly<Record<string, string>>

/** The parameters that the statement names; others are ignored. */
const pickParams = (tokens: readonly SqlToken[], given: Params): Params => {
  const params: Record<string, string> = {}
  for (const { kind, text } of tokens) {
    if (kind !== 'param') continue
    const name = text.slice(1, text.indexOf(':'))
    const value = Object.hasOwn(given, name) ? given[name] : undefined
    if (value === undefined) throw new PlainsightError('SQL_INVALID', { reason: `the parameter ${name} is not given` })
    params[name] = value
  }
  return params
}

/**
 * The guard of SQL that users write. The engine first parses the text and writes it in its own form; that text is
 * checked twice, as the engine's syntax tree and as the tokens of our lexer, and both may contain only what
 * `allowed-*.ts` list. `ask` runs our own SQL in the hub's `database`.
 */
export const createGuard = ({ ask, database }: { readonly ask: SqlAsk; readonly database: string }): Guard => {
  const catalogs = createCatalogLoader(ask, database)
  const checkQuery = async (sql: string, tokens: readonly SqlToken[], params: Params): Promise<void> => {
    const catalog = await catalogs.load()
    checkTokens(tokens, catalog)
    const lines = await ask<{ explain: string }>(`EXPLAIN AST ${sql}`, params)
    const nodes = parseSyntaxTree(lines.map((line) => line.explain))
    if (nodes[0]?.kind !== 'SelectWithUnionQuery') refuse('it is no query')
    checkTree(nodes, catalog)
    checkSize(nodes)
    const names = createNames()
    checkConditions(nodes, names)
    checkTexts(nodes, names, { isRecursive: tokens.some((token) => isWord(token, 'RECURSIVE')) })
    await checkColumns(ask, catalog.guarded, tokens)
  }
  return {
    zones: catalogs.zones,
    check: async (text, { params: given = {} } = {}) => {
      const { sql, tokens, format } = await toCanonical(ask, text)
      const params = pickParams(tokens, given)
      const head = (explain.exec(sql) ?? describe.exec(sql))?.[0] ?? ''
      if (query.test(sql.slice(head.length))) {
        const inner = tokens.filter(({ at }) => at >= head.length)
        await checkQuery(sql.slice(head.length), inner, params)
        return { sql, format, kind: toKind(head), params }
      }
      const plain = toPlainStatement(sql, await catalogs.load())
      return plain ? { ...plain, format, params } : refuse(`only these statements are allowed: ${kinds}`)
    },
  }
}
