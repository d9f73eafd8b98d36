type Sqlite = typeof import('node:sqlite')

const isSqliteNotice = (warning: unknown): boolean => String(warning).startsWith('SQLite is an experimental feature')

/**
 * SQLite of Node itself. Node 22 tells everyone who loads it that it is experimental, which says nothing to the user of
 * a hub: that one notice is left out, while it loads, and no other warning.
 */
export const loadSqlite = (): Sqlite => {
  const { emitWarning } = process
  process.emitWarning = (...args: unknown[]): void => {
    if (!isSqliteNotice(args[0])) Reflect.apply(emitWarning, process, args)
  }
  try {
    return process.getBuiltinModule('node:sqlite')
  } finally {
    process.emitWarning = emitWarning
  }
}
