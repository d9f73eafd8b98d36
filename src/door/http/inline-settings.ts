const setting = "[a-z_]\\w*\\s*=\\s*(?:\\d+(?:\\.\\d+)?|'[^'\\\\]*')"

/** `SETTINGS a = 1, b = 'x'` where a statement has it: last, or before its FORMAT. */
const clause = new RegExp(
  `\\sSETTINGS\\s+(?<list>${setting}(?:\\s*,\\s*${setting})*)(?<format>\\s+FORMAT\\s+\\w+)?$`,
  'i',
)

export type SplitStatement = { readonly sql: string; readonly settings: Readonly<Record<string, string>> }

/**
 * Takes the settings of the statement itself out of it, so that they are looked at as those in the address are: with
 * them in it the guard would refuse it, since a setting can undo a limit. Both parts still go through the guard.
 */
export const splitSettings = (sql: string): SplitStatement => {
  const match = clause.exec(sql)
  if (!match?.groups) return { sql, settings: {} }
  const { list = '', format = '' } = match.groups
  const pairs = list.matchAll(/(\w+)\s*=\s*(?:'([^']*)'|([\d.]+))/g)
  const settings = Object.fromEntries([...pairs].map(([, name = '', text, number]) => [name, text ?? number ?? '']))
  return { sql: sql.slice(0, match.index) + format, settings }
}
