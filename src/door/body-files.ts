import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export type BodyFiles = {
  /** Writes a body to a file, readable by this user only, and removes it when `use` is done. */
  lend<T>(body: Uint8Array, use: (path: string) => Promise<T>): Promise<T>
}

/**
 * The engine reads blocks from files. Files that a killed hub left are removed at the next start: their clients repeat
 * them.
 */
export const openBodyFiles = (folder: string): BodyFiles => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return {
    lend: async (body, use) => {
      const path = join(folder, `${randomUUID()}.native`)
      try {
        await writeFile(path, body, { flag: 'wx', mode: 0o600 })
        return await use(path)
      } finally {
        await rm(path, { force: true })
      }
    },
  }
}
