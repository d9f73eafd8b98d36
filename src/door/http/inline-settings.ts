const setting = "[a-z_]\\w*\\s*=\\s*(?:\\d+(?:\\.\\d+)?|'[^'\\\\]*')"

/** `SETTINGS a = 1, b = 'x'` where a statement has it: last, or before its FORMAT. */
const clause = new RegExp(
  `\\sSETTINGS\\s+(?<list>${setting}(?:\\s*,\\s*${setting})*)(?<format>\\s+FORMAT\\s+\\w+)?$`,
  'i',
)

export type SplitStatement = { readonly sql: string; readonly settings: Readonly<Record<string, string>> }

/**
 * Removes the settings of the statement from it, so that they are checked like those in the address: the guard rejects
 * a statement with settings, since a setting can remove a limit. Both parts still go through the guard.
 */
export const splitSettings = (sql: string): SplitStatement => {
  const match = clause.exec(sql)
  if (!match?.groups) return { sql, settings: {} }
  const { list = '', format = '' } = match.groups
  const pairs = list.matchAll(/(\w+)\s*=\s*(?:'([^']*)'|([\d.]+))/g)
  const settings = Object.fromEntries([...pairs].map(([, name = '', text, number]) => [name, text ?? number ?? '']))
  return { sql: sql.slice(0, match.index) + format, settings }
}
