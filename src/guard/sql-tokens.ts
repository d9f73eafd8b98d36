import { refuse } from './refuse.ts'

export type SqlToken = {
  /** `name` is a quoted word, `param` a `{name:Type}`. */
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'param' | 'symbol'
  /** As it stands in the statement; of a quoted word what is between the quotes. */
  readonly text: string
  /** Where it begins in the statement. */
  readonly at: number
}

const pattern =
  /\s+|(?<word>[A-Za-z_]\w*)|(?<text>'(?:[^'\\]|\\.|'')*')|`(?<name>[^`\\\p{Cc}]+)`|(?<number>\d[\w.]*(?:(?<=[eE])[+-]\d+)?)|(?<param>\{[A-Za-z_]\w*:(?:[^{}'`"\\]|'[^'\\]*')+\})|(?<symbol>[-()[\],.+*/%=<>!|&^?:~])/suy

const toToken = (match: RegExpExecArray): SqlToken | undefined => {
  for (const kind of ['word', 'name', 'text', 'number', 'param', 'symbol'] as const) {
    const text = match.groups?.[kind]
    if (text !== undefined) return { kind, text, at: match.index }
  }
  return undefined
}

/**
 * Most words and signs of a statement, and how deep parentheses may lie in each other: what is read of a tree takes
 * time and memory.
 */
const maxTokens = 10_000
const maxDepth = 100

const checkShape = (tokens: readonly SqlToken[]): void => {
  if (tokens.length > maxTokens) refuse(`it has more than ${maxTokens} words and signs`)
  let depth = 0
  for (const { kind, text } of tokens) {
    if (kind !== 'symbol') continue
    if (text === '(' || text === '[') depth += 1
    if (text === ')' || text === ']') depth -= 1
    if (depth > maxDepth) refuse(`its parentheses lie more than ${maxDepth} deep`)
  }
}

/**
 * The tokens of a statement as the engine itself writes it, which knows neither comments nor other quotes than these.
 * Whatever does not look like that is refused: a lexer that reads it another way than the engine must not decide.
 * @throws PlainsightError `SQL_REFUSED`
 */
export const toSqlTokens = (sql: string): SqlToken[] => {
  const tokens: SqlToken[] = []
  pattern.lastIndex = 0
  while (pattern.lastIndex < sql.length) {
    const at = pattern.lastIndex
    const match = pattern.exec(sql)
    if (match === null)
      return refuse(`the part at ${JSON.stringify(sql.slice(at, at + 20))} is written in a way that is not allowed`)
    const token = toToken(match)
    if (token) tokens.push(token)
    if (token?.kind === 'name' && / \((alias|children) /.test(token.text))
      return refuse('a name in it looks like something else')
    if (/^(--|\/\*)/.test(sql.slice(at, at + 2))) return refuse('comments within a statement are not allowed')
  }
  checkShape(tokens)
  return tokens
}

export const isWord = (token: SqlToken | undefined, ...words: readonly string[]): boolean =>
  token?.kind === 'word' && words.includes(token.text)

export const isSymbol = (token: SqlToken | undefined, symbol: string): boolean =>
  token?.kind === 'symbol' && token.text === symbol
