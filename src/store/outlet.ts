import { execFileSync } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'
import { Socket } from 'node:net'
import { PlainsightError } from '../errors.ts'

export type Outlet = {
  /** Where the engine writes to. */
  readonly path: string
  /** Bytes that the engine writes between `open` and `end`. */
  open(): { readonly bytes: Socket; end(): void }
}

/**
 * A named pipe that the engine writes an answer into (`INTO OUTFILE`). Its API for answers keeps the whole answer in
 * memory, outside every limit, and its stream makes one document per block. Through a pipe every format is one
 * document, at the speed of the reader and only as far as it reads. One answer at a time.
 * @throws PlainsightError `STORE_UNAVAILABLE` where the program mkfifo is missing or the folder does not support pipes
 */
export const createOutlet = (path: string): Outlet => {
  try {
    execFileSync('mkfifo', ['-m', '600', path], { stdio: 'pipe' })
  } catch (error) {
    throw new PlainsightError('STORE_UNAVAILABLE', { reason: 'no pipe could be made with mkfifo' }, { cause: error })
  }
  return {
    path,
    open: () => {
      const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
      // Kept open so that the reader does not see the end before the engine opens the pipe, nor while it still writes.
      const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
      const bytes = new Socket({ fd: reader, readable: true, writable: false })
      return { bytes, end: () => closeSync(writer) }
    },
  }
}
