import { type FileHandle, open } from 'node:fs/promises'

/**
 * The disk did not confirm what was written. From here on it is unknown what is on it, so the process must end and
 * restart.
 */
export class FsyncError extends Error {
  constructor(cause: unknown) {
    super(`The disk did not confirm a write: ${String(cause)}`, { cause })
    this.name = 'FsyncError'
  }
}

/** Buffers of one `writev` call; the system accepts no more at once. */
const maxBuffers = 512

/** Writes all buffers at a position, however often the system accepts only a part of them. */
export const writeAll = async (file: FileHandle, buffers: readonly Uint8Array[], position: number): Promise<void> => {
  let at = position
  let rest = [...buffers]
  while (rest.length > 0) {
    const { bytesWritten } = await file.writev(rest.slice(0, maxBuffers), at)
    at += bytesWritten
    rest = dropBytes(rest, bytesWritten)
  }
}

const dropBytes = (buffers: Uint8Array[], count: number): Uint8Array[] => {
  let left = count
  let whole = 0
  for (; whole < buffers.length && left >= buffers[whole]!.byteLength; whole++) left -= buffers[whole]!.byteLength
  const rest = buffers.slice(whole)
  if (left > 0) rest[0] = rest[0]!.subarray(left)
  return rest
}

/** Waits until the disk has a file's bytes. */
export const syncFile = async (file: FileHandle): Promise<void> => {
  try {
    await file.datasync()
  } catch (error) {
    throw new FsyncError(error)
  }
}

/** Waits until the disk has the names in a folder. */
export const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } catch (error) {
    throw new FsyncError(error)
  } finally {
    await folder.close()
  }
}
