import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where programs are looked for. Debian puts servers where only root looks by itself, Go itself where nobody does. */
export const searchPath: string = [process.env.PATH ?? '', '/usr/local/sbin', '/usr/sbin', '/usr/local/go/bin'].join(
  delimiter,
)

/** Whether a program is there to be run by its name. */
export const isOnPath = (program: string): boolean =>
  searchPath.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
