/** A row of a file: values by the names of their columns. */
export type FileRow = Readonly<Record<string, unknown>>

/** Spreadsheets run a cell that begins so as a formula, also with the full-width forms of the signs. */
const formula = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/

/**
 * A text as a cell: no formula, and in quotes where a comma, a quote or the end of a line would break it (RFC 4180).
 */
const quote = (text: string): string => {
  const harmless = formula.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

const toCell = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  return quote(typeof value === 'object' ? JSON.stringify(value) : String(value))
}

/**
 * Rows as CSV in UTF-8, columns in the order in which they first come. Excel recognises UTF-8 by the byte order mark
 * at the start.
 */
export const toCsv = (rows: readonly FileRow[]): string => {
  const heads = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const lines = [heads.map(toCell), ...rows.map((row) => heads.map((head) => toCell(row[head])))]
  return `\uFEFF${lines.map((cells) => `${cells.join(',')}\r\n`).join('')}`
}
