const {
  accessSync,
  closeSync,
  constants,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} = process.getBuiltinModule('node:fs')
const { dirname, join } = process.getBuiltinModule('node:path')

/** Small files in one folder, read and written as a whole. */
export type StoredFiles = {
  readonly folder: string
  /** `undefined` for a file that is not there or cannot be read. */
  read(name: string): string | undefined
  /** Replaces the file atomically: no reader sees half of it. */
  write(name: string, content: string): void
  /** Writes the file unless there is one. */
  writeFirst(name: string, content: string): void
  remove(...names: readonly string[]): void
  /** Whether files can be written there. Creates the folder. */
  isWritable(): boolean
  /**
   * Does the work under a lock between processes, and returns its result; `undefined` if another process holds the
   * lock.
   */
  alone<T>(work: () => T): T | undefined
}

/** Readable by this user only: the id is derived from the salt, and the marker contains it. */
const onlyOwner = { mode: 0o600, flag: 'wx' } as const

/**
 * Level by level: Node's recursive mkdir never returns if a level neither exists nor can be created, for example below
 * /proc.
 */
const makeFolders = (folder: string): void => {
  const parent = dirname(folder)
  if (parent === folder || existsSync(folder)) return
  makeFolders(parent)
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

const readOrNothing = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

const lockFile = 'lock'

/** The work takes milliseconds: an older lock was left by a process that was killed. In ms. */
const lockLifeMs = 60_000

/** Only removes it, for the next attempt: if it were taken over at once, two processes could do so. */
const removeDeadLock = (path: string): void => {
  const lock = statSync(path, { throwIfNoEntry: false })
  if (lock && Math.abs(Date.now() - lock.mtimeMs) > lockLifeMs) rmSync(path, { force: true })
}

const takeLock = (path: string): boolean => {
  try {
    closeSync(openSync(path, 'wx', 0o600))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    removeDeadLock(path)
    return false
  }
}

/** Opens no file before one is needed. */
export const createStoredFiles = (folder: string): StoredFiles => {
  const makeFolder = (): void => makeFolders(folder)

  /** Writes a complete temporary file beside the final path, to which `put` moves or links it. */
  const place = (name: string, content: string, put: (from: string, to: string) => void): void => {
    makeFolder()
    const temporary = join(folder, `${name}.${process.pid}.${Math.random().toString(36).slice(2)}`)
    try {
      writeFileSync(temporary, content, onlyOwner)
      put(temporary, join(folder, name))
    } finally {
      rmSync(temporary, { force: true })
    }
  }

  const read = (name: string): string | undefined => readOrNothing(join(folder, name))
  return {
    folder,
    read,
    write: (name, content) => place(name, content, renameSync),
    writeFirst(name, content) {
      try {
        place(name, content, linkSync)
      } catch (error) {
        // Some file systems have no links; if nothing can be written, this fails too.
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') place(name, content, renameSync)
      }
    },
    remove(...names) {
      for (const name of names) rmSync(join(folder, name), { force: true })
    },
    isWritable() {
      try {
        makeFolder()
        accessSync(folder, constants.W_OK)
        return true
      } catch {
        return false
      }
    },
    alone(work) {
      makeFolder()
      const lock = join(folder, lockFile)
      if (!takeLock(lock)) return undefined
      try {
        return work()
      } finally {
        rmSync(lock, { force: true })
      }
    },
  }
}
