import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export type BodyFiles = {
  /** Lends a body as a file, for this user alone, that is gone when `use` is done. */
  lend<T>(body: Uint8Array, use: (path: string) => Promise<T>): Promise<T>
}

/**
 * The engine reads blocks from files. What a hub that was killed left behind goes when the next one opens: its senders
 * send it again.
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
