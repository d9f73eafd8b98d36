import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PlainsightError } from '../errors.ts'
import type { Store } from '../store/store.ts'
import type { JournalLog } from './journal-options.ts'
import type { SealedSegment } from './segment.ts'
import { dataSuffix, sideSuffix } from './segment-name.ts'
import { parseRecords } from './side-file.ts'

type Parts = {
  readonly folder: string
  readonly store: Pick<Store, 'insertFile'>
  readonly log: JournalLog
  readonly segment: SealedSegment
}

const syncTo = async (path: string, bytes: Uint8Array): Promise<void> => {
  await writeFile(path, bytes, { mode: 0o600 })
  const file = await open(path, 'r')
  await file.sync()
  await file.close()
}

/**
 * A segment that the store will never take as a whole goes in block by block, so that the rows of one odd request hold up nobody
 * else's; what is refused even so is kept in the folder `refused`. The parser runs before anything is stored, so a refused segment
 * has left no rows behind. Returns the number of refused rows.
 */
export const insertSplit = async ({ folder, store, log, segment }: Parts): Promise<number> => {
  const data = await readFile(segment.path)
  const records = parseRecords(await readFile(join(folder, segment.name + sideSuffix)))
  const refusedFolder = join(folder, 'refused')
  await mkdir(refusedFolder, { recursive: true, mode: 0o700 })
  let refusedRows = 0
  for (const [index, { offset, length, rows }] of records.entries()) {
    const name = `${segment.name}.${index}`
    const path = join(folder, `${name}.part`)
    await syncTo(path, data.subarray(offset, offset + length))
    try {
      await store.insertFile(segment.table, path, name)
      await rm(path)
    } catch (error) {
      if (!(error instanceof PlainsightError) || error.code !== 'INSERT_REFUSED') throw error
      const kept = join(refusedFolder, name + dataSuffix)
      await rename(path, kept)
      refusedRows += rows
      log.error(
        { rows, table: segment.table, file: kept, reason: error.message },
        'The store refuses these rows; they are kept in a file',
      )
    }
  }
  return refusedRows
}
