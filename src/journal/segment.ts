import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { PlainsightError } from '../errors.ts'
import type { RowBlock } from '../row-block.ts'
import type { JournaledTable } from '../tables.ts'
import { FsyncError, syncFile, syncFolder, writeAll } from './disk.ts'
import { createSegmentName, dataSuffix, sideSuffix } from './segment-name.ts'
import { headerBytes, recordBytes, toHeader, toRecord } from './side-file.ts'

/** A finished file of blocks, ready for the store. */
export type SealedSegment = {
  readonly name: string
  readonly table: JournaledTable
  /** File of Native blocks, one after another. */
  readonly path: string
  readonly bytes: number
  readonly rows: number
  /** Days of its rows, in days since 1970. */
  readonly days: ReadonlySet<number>
  /** When it was begun, ms since 1970. */
  readonly time: number
}

export type OpenSegment = {
  readonly table: JournaledTable
  readonly time: number
  readonly bytes: number
  readonly rows: number
  /**
   * Writes blocks and their records and waits for the disk.
   * @throws PlainsightError `JOURNAL_UNWRITABLE`, and then nothing of them is left in the files
   * @throws FsyncError when it is unknown what is on the disk
   */
  append(blocks: readonly RowBlock[]): Promise<void>
  seal(): Promise<SealedSegment>
}

export const toUnwritable = (error: unknown): Error => {
  if (error instanceof FsyncError || error instanceof PlainsightError) return error
  const { code, message } = error as NodeJS.ErrnoException
  return new PlainsightError('JOURNAL_UNWRITABLE', { reason: code ?? message }, { cause: error })
}

const openFiles = async (folder: string, name: string): Promise<{ data: FileHandle; side: FileHandle }> => {
  const paths = [join(folder, name + dataSuffix), join(folder, name + sideSuffix)] as const
  const handles: FileHandle[] = []
  try {
    for (const path of paths) handles.push(await open(path, 'wx', 0o600))
    const [data, side] = handles as [FileHandle, FileHandle]
    await writeAll(side, [toHeader()], 0)
    await syncFolder(folder)
    return { data, side }
  } catch (error) {
    for (const handle of handles) await handle.close()
    for (const path of paths) await rm(path, { force: true })
    throw error
  }
}

const toRecords = (blocks: readonly RowBlock[], start: number, time: number): Buffer[] => {
  let offset = start
  return blocks.map(({ bytes, rows, day, digest }) => {
    const record = toRecord({ offset, length: bytes.byteLength, rows, time, checksum: crc32(bytes), digest, day })
    offset += bytes.byteLength
    return record
  })
}

/** Creates a segment: two files, whose names are on disk before any block. */
export const openSegment = async (folder: string, table: JournaledTable): Promise<OpenSegment> => {
  const time = Date.now()
  const name = createSegmentName(table, time)
  const { data, side } = await openFiles(folder, name).catch((error) => {
    throw toUnwritable(error)
  })
  let bytes = 0
  let rows = 0
  let records = 0
  const days = new Set<number>()
  const sideLength = (): number => headerBytes + records * recordBytes

  const takeBack = async (): Promise<void> => {
    try {
      await data.truncate(bytes)
      await side.truncate(sideLength())
    } catch (error) {
      throw new FsyncError(error)
    }
  }
  const write = async (blocks: readonly RowBlock[]): Promise<void> => {
    try {
      await writeAll(
        data,
        blocks.map((block) => block.bytes),
        bytes,
      )
      await writeAll(side, toRecords(blocks, bytes, Date.now()), sideLength())
    } catch (error) {
      await takeBack()
      throw toUnwritable(error)
    }
    await Promise.all([syncFile(data), syncFile(side)])
  }
  return {
    table,
    time,
    get bytes() {
      return bytes
    },
    get rows() {
      return rows
    },
    append: async (blocks) => {
      await write(blocks)
      records += blocks.length
      for (const block of blocks) {
        bytes += block.bytes.byteLength
        rows += block.rows
        days.add(block.day)
      }
    },
    seal: async () => {
      await data.close()
      await side.close()
      return { name, table, path: join(folder, name + dataSuffix), bytes, rows, days, time }
    },
  }
}
