import { tableFunctions } from './allowed-tables.ts'
import type { Catalog } from './catalog.ts'
import { type Argument, checkArguments } from './check-arguments.ts'
import { isAllowedFunction } from './functions.ts'
import { refuse } from './refuse.ts'
import { isSymbol, isWord, type SqlToken } from './sql-tokens.ts'
import { isAllowedName, isAllowedType, readText } from './types.ts'
import type { Zones } from './zones.ts'

/** Keywords that may precede a parenthesis and are no function calls. */
const beforeParenthesis: ReadonlySet<string> = new Set(
  `ALL AND ANTI ANY AS ASC ASOF BETWEEN BY CASE COLUMNS CROSS CUBE DESC DISTINCT ELSE EXCEPT EXISTS FILL FILTER FROM FULL GLOBAL GROUP HAVING ILIKE IN
  INNER INTERPOLATE INTERSECT INTERVAL IS JOIN LEFT LIKE LIMIT NOT OFFSET ON OR OUTER OVER PASTE PREWHERE QUALIFY REGEXP REPLACE RIGHT ROLLUP ROWS RANGE
  SAMPLE SELECT SEMI SETS STALENESS STEP STRICT THEN TO UNION USING WHEN WHERE WITH`.split(/\s+/),
)

/**
 * Clauses that no part of a statement may contain, in the engine's spelling, which quotes such words if they are names.
 */
const forbiddenClauses: ReadonlySet<string> = new Set(['APPLY', 'FORMAT', 'INTO', 'OUTFILE', 'SETTINGS'])

const closing = (tokens: readonly SqlToken[], open: number): number => {
  let depth = 0
  for (let index = open; index < tokens.length; index++) {
    if (isSymbol(tokens[index], '(')) depth += 1
    else if (isSymbol(tokens[index], ')') && --depth === 0) return index
  }
  return tokens.length
}

/** `name (a, b) AS (SELECT ...)` of a WITH names columns and calls nothing. */
const isColumnList = (tokens: readonly SqlToken[], open: number): boolean => {
  const end = closing(tokens, open)
  return isWord(tokens[end + 1], 'AS') && isSymbol(tokens[end + 2], '(') && isWord(tokens[end + 3], 'SELECT', 'WITH')
}

const isOpening = (token: SqlToken | undefined): boolean => isSymbol(token, '(') || isSymbol(token, '[')
const isClosing = (token: SqlToken | undefined): boolean => isSymbol(token, ')') || isSymbol(token, ']')

/** Tokens of each argument of a call whose parenthesis is at `open`. */
const toArguments = (tokens: readonly SqlToken[], open: number): SqlToken[][] => {
  const parts: SqlToken[][] = [[]]
  let depth = 0
  for (const token of tokens.slice(open + 1, closing(tokens, open))) {
    if (isOpening(token)) depth += 1
    if (isClosing(token)) depth -= 1
    if (depth === 0 && isSymbol(token, ',')) parts.push([])
    else parts.at(-1)!.push(token)
  }
  return parts.filter(({ length }) => length > 0)
}

const toArgument = (tokens: readonly SqlToken[]): Argument => {
  const [first, second] = tokens
  if (tokens.length === 1 && first?.kind === 'text') {
    const text = readText(first.text)
    return text === undefined ? { kind: 'other' } : { kind: 'text', text }
  }
  const last = isSymbol(first, '-') ? second : first
  if (last === tokens.at(-1) && (last?.kind === 'number' || isWord(last, 'NULL'))) return { kind: 'number' }
  const isCall = isNamePart(first) && isSymbol(second, '(') && closing(tokens, 1) === tokens.length - 1
  return isCall ? { kind: 'call', name: first.text } : { kind: 'other' }
}

const checkCall = (tokens: readonly SqlToken[], index: number, zones: Zones): void => {
  const token = tokens[index]!
  if (token.kind === 'word' && beforeParenthesis.has(token.text)) return
  if (isAllowedFunction(token.text)) {
    checkArguments(token.text, toArguments(tokens, index + 1).map(toArgument), zones)
    return
  }
  if (tableFunctions.has(token.text) || isColumnList(tokens, index + 1)) return
  refuse(`the function ${token.text} is not allowed`)
}

const checkParam = ({ text }: SqlToken, zones: Zones): void => {
  const type = text.slice(text.indexOf(':') + 1, -1).trim()
  if (/^identifier$/i.test(type) || !isAllowedType(type, zones))
    refuse(`a parameter of the type ${type} is not allowed`)
}

export const isNamePart = (token: SqlToken | undefined): token is SqlToken =>
  token?.kind === 'word' || token?.kind === 'name'

/** Every chain of names joined by dots. */
const toNames = (tokens: readonly SqlToken[]): string[][] => {
  const names: string[][] = []
  for (let index = 0; index < tokens.length; index++) {
    if (!isNamePart(tokens[index]) || isSymbol(tokens[index - 1], '.')) continue
    const parts = [tokens[index]!.text]
    while (isSymbol(tokens[index + 1], '.') && isNamePart(tokens[index + 2])) {
      index += 2
      parts.push(tokens[index]!.text)
    }
    names.push(parts)
  }
  return names
}

/**
 * Second check: the same text read by our own lexer, since the engine's dump of its tree omits some parts.
 * @throws PlainsightError `SQL_REFUSED`
 */
export const checkTokens = (tokens: readonly SqlToken[], catalog: Catalog): void => {
  const { zones } = catalog
  tokens.forEach((token, index) => {
    if (token.kind === 'word' && forbiddenClauses.has(token.text)) refuse(`${token.text} is not allowed here`)
    if (token.kind === 'param') checkParam(token, zones)
    if (token.kind === 'name' && !isAllowedName(token.text, zones))
      refuse('the name of a column says a type that is not allowed')
    if (isNamePart(token) && isSymbol(tokens[index + 1], '(')) checkCall(tokens, index, zones)
  })
  for (const parts of toNames(tokens)) catalog.checkName(parts)
}
