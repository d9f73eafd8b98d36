/**
 * Tokens that may contain a semicolon: strings, quoted names, comments; then the semicolon itself, and anything else.
 */
const piece = /'(?:[^'\\]|\\.|'')*'|`(?:[^`\\]|\\.)*`|"(?:[^"\\]|\\.)*"|--[^\n]*|\/\*[\s\S]*?\*\/|;|[^'`"\-/;]+|[-/]/g

const isComment = (part: string): boolean => part.startsWith('--') || part.startsWith('/*')

/** Statements of an SQL file, in order, without comments and the semicolons between them. */
export const toStatements = (sql: string): string[] => {
  const statements = ['']
  for (const [part] of sql.matchAll(piece)) {
    if (part === ';') statements.push('')
    else if (!isComment(part)) statements[statements.length - 1] += part
  }
  return statements.map((statement) => statement.trim()).filter((statement) => statement !== '')
}
