/**
 * How a database quotes: in MySQL, double quotes enclose values and a backslash escapes; in standard SQL, they enclose
 * names.
 */
export type SqlDialect = 'standard' | 'mysql'

/** A statement without its values, and a short name for all statements like it. */
export type MaskedSql = {
  /** `SELECT id FROM orders WHERE email = ?`; comments are removed. */
  readonly text: string
  /** Operation and first table: `SELECT orders`. */
  readonly summary: string
}

/**
 * Longer statements are truncated: a bulk insert would fill the span. Truncated first, since an unterminated text is
 * masked as a whole.
 */
const maxLength = 8192
const maxKept = 1000

const name = String.raw`[\p{L}_@$][\p{L}\w$]*`
const number = String.raw`\d[\w.]*(?:(?<=[eE])[+-]\d+)?`
const blockComment = String.raw`\/\*[\s\S]*?(?:\*\/|$)`
/** A quoted text, with quotes doubled inside, with or without backslash escapes; it may be unterminated. */
const quoted = (quote: string): string => `${quote}(?:[^${quote}]|${quote}${quote})*(?:${quote}|$)`
const escaped = (quote: string): string =>
  String.raw`${quote}(?:[^${quote}\\]|\\[\s\S]|${quote}${quote})*(?:${quote}|$)`

/** Everything in a statement except punctuation and white space, part by part. */
const toParts = (...parts: readonly string[]): RegExp => new RegExp(parts.join('|'), 'gu')

const dialects = {
  standard: {
    parts: toParts(
      String.raw`--[^\n]*`,
      blockComment,
      `[eE]${escaped("'")}`,
      `[bBnNxX]?${quoted("'")}`,
      String.raw`(\$\w*\$)[\s\S]*?(?:\1|$)`,
      quoted('"'),
      String.raw`\$\d+`,
      name,
      number,
    ),
    /** Names, quoted or not, and the placeholders of PostgreSQL. */
    isKept: new RegExp(String.raw`^(?:"|\$\d+$|${name}$)`, 'u'),
  },
  mysql: {
    parts: toParts(
      String.raw`--\s[^\n]*`,
      String.raw`#[^\n]*`,
      blockComment,
      `[bBnNxX]?${escaped("'")}`,
      escaped('"'),
      quoted('`'),
      name,
      number,
    ),
    isKept: new RegExp(`^(?:\`|${name}$)`, 'u'),
  },
} as const satisfies Record<SqlDialect, object>

const isComment = /^(?:--|#|\/\*)/
const tableName = '(?:[\\p{L}\\w$]+|"[^"]+"|`[^`]+`)'
const target = new RegExp(
  `\\b(?:FROM|INTO|JOIN|UPDATE|TABLE|CALL)\\s+(?:IF\\s+(?:NOT\\s+)?EXISTS\\s+|ONLY\\s+)?(${tableName}(?:\\.${tableName})*)`,
  'iu',
)

/** Quotes around a name that needs none: query builders quote every name. */
const plainlyQuoted = /["`]([\p{L}_][\p{L}\w$]*)["`]/gu

const kept = new Map<string, MaskedSql>()

/**
 * Removes the values from an SQL statement: texts, numbers and comments, even unterminated ones. Placeholders and names
 * are kept. Statements repeat, so the last thousand are cached.
 */
export const maskSql = (sql: string, dialect: SqlDialect): MaskedSql => {
  const key = `${dialect} ${sql}`
  const known = kept.get(key)
  if (known !== undefined) return known
  const masked = mask(sql.slice(0, maxLength), dialect)
  if (kept.size >= maxKept) kept.clear()
  if (sql.length < maxLength) kept.set(key, masked)
  return masked
}

const mask = (sql: string, dialect: SqlDialect): MaskedSql => {
  const text = sql
    .replace(dialects[dialect].parts, (part) => {
      if (isComment.test(part)) return ' '
      return dialects[dialect].isKept.test(part) ? part : '?'
    })
    .trim()
  const operation = /^[\s(]*(\p{L}+)/u.exec(text)?.[1]?.toUpperCase() ?? 'SQL'
  const table = target.exec(text)?.[1]?.replace(plainlyQuoted, '$1')
  return { text, summary: table === undefined ? operation : `${operation} ${table}` }
}

/** Keywords that precede a name, which may be shown; any other quoted text may be a value. */
const unnamed =
  /(?<![\w'"])(?<!\b(?:column|columns|constraint|database|extension|field|function|index|key|keyspace|operator|relation|role|schema|table|type|user|view) )["']/i

/**
 * Removes the values from a database's error message: from the first quote that does not enclose a name to the last
 * one, and the keys of MongoDB. `Duplicate entry 'ann' for key 'email'` becomes `Duplicate entry '?'`.
 */
export const maskDatabaseMessage = (message: string): string => {
  const text = message.replace(/dup key: \{[\s\S]*\}/, 'dup key: { ? }')
  const start = text.search(unnamed)
  if (start < 0) return text
  const quote = text.charAt(start)
  const end = text.lastIndexOf(quote)
  return `${text.slice(0, start)}${quote}?${end > start ? text.slice(end) : quote}`
}
