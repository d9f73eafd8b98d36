import { PlainsightError } from '../errors.ts'
import type { SqlAsk } from '../store/sql-ask.ts'
import { refuse } from './refuse.ts'
import { isWord, type SqlToken, toSqlTokens } from './sql-tokens.ts'

/** Maximum size of a statement, in bytes. */
export const maxStatementBytes = 100_000

export type Canonical = {
  /** The statement as the engine writes it, without comments and without its FORMAT. */
  readonly sql: string
  readonly tokens: readonly SqlToken[]
  readonly format: string | undefined
}

/** `FORMAT x` at the end is removed: the caller adds it again where it belongs. */
const takeFormat = (sql: string): Canonical => {
  const tokens = toSqlTokens(sql)
  const [word, name] = tokens.slice(-2)
  if (!isWord(word, 'FORMAT') || (name?.kind !== 'word' && name?.kind !== 'name'))
    return { sql, tokens, format: undefined }
  return { sql: sql.slice(0, word?.at).trimEnd(), tokens: tokens.slice(0, -2), format: name.text }
}

/**
 * A statement in the engine's own form, so that check and run use the same unambiguous text. The user's text goes to
 * the engine as a hex string: nothing in it is executed.
 * @throws PlainsightError `SQL_INVALID` with the engine's own sentence, `SQL_REFUSED`
 */
export const toCanonical = async (ask: SqlAsk, text: string): Promise<Canonical> => {
  const bytes = Buffer.from(text.replace(/;\s*$/, ''))
  if (bytes.length > maxStatementBytes) refuse(`it is longer than ${maxStatementBytes} bytes`)
  if (bytes.length === 0) throw new PlainsightError('SQL_INVALID', { reason: 'it is empty' })
  if (/[^\P{Cc}\t\n\r]|[\u2028\u2029\ufeff]/u.test(text)) refuse('it holds control characters')
  const [row] = await ask<{ sql: string }>(`SELECT formatQuerySingleLine(unhex('${bytes.toString('hex')}')) AS sql`)
  return takeFormat(row?.sql ?? '')
}
