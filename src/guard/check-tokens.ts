import { tableFunctions } from './allowed-tables.ts'
import type { Catalog } from './catalog.ts'
import { isAllowedFunction, isAllowedType } from './functions.ts'
import { refuse } from './refuse.ts'
import { isSymbol, isWord, type Token } from './tokens.ts'

/** Words of the language that stand before a parenthesis and call nothing. */
const beforeParenthesis: ReadonlySet<string> = new Set(
  `ALL AND ANTI ANY AS ASC ASOF BETWEEN BY CASE COLUMNS CROSS CUBE DESC DISTINCT ELSE EXCEPT EXISTS FILL FILTER FROM FULL GLOBAL GROUP HAVING ILIKE IN
  INNER INTERPOLATE INTERSECT INTERVAL IS JOIN LEFT LIKE LIMIT NOT OFFSET ON OR OUTER OVER PASTE PREWHERE QUALIFY REGEXP REPLACE RIGHT ROLLUP ROWS RANGE
  SAMPLE SELECT SEMI SETS STALENESS STEP STRICT THEN TO UNION USING WHEN WHERE WITH`.split(/\s+/),
)

/** Clauses that no part of a statement may hold, in the engine's spelling, which quotes such words where they are names. */
const forbiddenClauses: ReadonlySet<string> = new Set(['APPLY', 'FORMAT', 'INTO', 'OUTFILE', 'SETTINGS'])

const closing = (tokens: readonly Token[], open: number): number => {
  let depth = 0
  for (let index = open; index < tokens.length; index++) {
    if (isSymbol(tokens[index], '(')) depth += 1
    else if (isSymbol(tokens[index], ')') && --depth === 0) return index
  }
  return tokens.length
}

/** `name (a, b) AS (SELECT ...)` of a WITH names columns and calls nothing. */
const isColumnList = (tokens: readonly Token[], open: number): boolean => {
  const end = closing(tokens, open)
  return isWord(tokens[end + 1], 'AS') && isSymbol(tokens[end + 2], '(') && isWord(tokens[end + 3], 'SELECT', 'WITH')
}

const checkCall = (tokens: readonly Token[], index: number): void => {
  const token = tokens[index]!
  if (token.kind === 'word' && beforeParenthesis.has(token.text)) return
  if (isAllowedFunction(token.text) || tableFunctions.has(token.text) || isColumnList(tokens, index + 1)) return
  refuse(`the function ${token.text} is not let through`)
}

const checkParam = ({ text }: Token): void => {
  const type = text.slice(text.indexOf(':') + 1, -1).trim()
  if (/^identifier$/i.test(type) || !isAllowedType(type)) refuse(`a parameter of the type ${type} is not let through`)
}

export const isNamePart = (token: Token | undefined): token is Token => token?.kind === 'word' || token?.kind === 'name'

/** Every chain of names joined by dots. */
const toNames = (tokens: readonly Token[]): string[][] => {
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
 * Second line: the same text read by a lexer of ours, since the engine's dump of its tree leaves some parts out.
 * @throws PlainsightError `SQL_REFUSED`
 */
export const checkTokens = (tokens: readonly Token[], catalog: Catalog): void => {
  tokens.forEach((token, index) => {
    if (token.kind === 'word' && forbiddenClauses.has(token.text)) refuse(`${token.text} is not let through here`)
    if (token.kind === 'param') checkParam(token)
    if (isNamePart(token) && isSymbol(tokens[index + 1], '(')) checkCall(tokens, index)
  })
  for (const parts of toNames(tokens)) catalog.checkName(parts)
}
