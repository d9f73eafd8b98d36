import { open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { PlainsightError } from '../errors.ts'
import type { JournaledTable } from '../tables.ts'
import type { JournalLog } from './journal-options.ts'
import { openSegment, type SealedSegment } from './segment.ts'
import { dataSuffix, parseSegmentName, sideSuffix } from './segment-name.ts'
import { type BlockRecord, headerBytes, journalVersion, parseRecords, parseVersion, recordBytes } from './side-file.ts'

export type KnownDigest = {
  readonly table: JournaledTable
  readonly day: number
  readonly digest: Uint8Array
  readonly time: number
}

export type Recovered = {
  /** Segments that the store does not have yet, or whose success was not seen; oldest first. */
  readonly segments: SealedSegment[]
  /** Side files of segments that are done, with the time of their last block. */
  readonly finished: Map<string, number>
  readonly digests: KnownDigest[]
}

type Found = {
  readonly name: string
  readonly table: JournaledTable
  readonly time: number
  readonly records: BlockRecord[]
}

const cut = async (path: string, length: number): Promise<void> => {
  const file = await open(path, 'r+')
  try {
    await file.truncate(length)
    await file.sync()
  } finally {
    await file.close()
  }
}

const isWhole = (data: Buffer, { offset, length, checksum }: BlockRecord): boolean =>
  offset + length <= data.length && crc32(data.subarray(offset, offset + length)) === checksum

const sum = (records: readonly BlockRecord[], key: 'length' | 'rows'): number =>
  records.reduce((total, record) => total + record[key], 0)

/**
 * Blocks after a damaged one are intact, so this is not an incomplete write but a fault of the disk: the intact blocks
 * go into a new segment.
 */
const salvage = async (folder: string, found: Found, good: BlockRecord[], data: Buffer): Promise<SealedSegment> => {
  const segment = await openSegment(folder, found.table)
  await segment.append(
    good.map(({ offset, length, rows, digest, day }) => ({
      table: found.table,
      rows,
      day,
      digest,
      bytes: data.subarray(offset, offset + length),
    })),
  )
  for (const suffix of [dataSuffix, sideSuffix]) await rm(join(folder, found.name + suffix))
  return segment.seal()
}

const repair = async (folder: string, found: Found, log: JournalLog): Promise<SealedSegment | undefined> => {
  const path = join(folder, found.name + dataSuffix)
  const data = await readFile(path)
  const good = found.records.filter((record) => isWhole(data, record))
  const isPrefix = good.every((record, index) => record === found.records[index])
  const bytes = sum(good, 'length')
  if (!isPrefix) {
    log.error(
      { segment: found.name, lostBlocks: found.records.length - good.length },
      'The disk damaged a segment of the journal; its intact blocks are kept',
    )
    return salvage(folder, found, good, data)
  }
  if (bytes < data.length || good.length < found.records.length) {
    log.warn(
      { segment: found.name, cutBytes: data.length - bytes },
      'The last write of a segment was incomplete and never acknowledged; it is removed',
    )
    await cut(path, bytes)
    await cut(join(folder, found.name + sideSuffix), headerBytes + good.length * recordBytes)
  }
  if (good.length === 0) {
    for (const suffix of [dataSuffix, sideSuffix]) await rm(join(folder, found.name + suffix))
    return undefined
  }
  const days = new Set(good.map(({ day }) => day))
  return { name: found.name, table: found.table, path, bytes, rows: sum(good, 'rows'), days, time: found.time }
}

const loadSide = async (folder: string, name: string): Promise<BlockRecord[]> => {
  const file = await readFile(join(folder, name + sideSuffix))
  const version = parseVersion(file)
  if (version === undefined) return []
  if (version !== journalVersion) {
    throw new PlainsightError('JOURNAL_VERSION', { path: folder, found: version, expected: journalVersion })
  }
  return parseRecords(file)
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/**
 * Reads what a former process left in the folder: removes incomplete writes, finds the segments that must still be
 * inserted, and the digests of what was appended.
 * @throws PlainsightError `JOURNAL_VERSION` when another version wrote it; nothing is changed then
 */
export const recoverJournal = async (folder: string, log: JournalLog): Promise<Recovered> => {
  const files = (await readdir(folder)).sort()
  const names = files.filter((file) => file.endsWith(sideSuffix)).map((file) => file.slice(0, -sideSuffix.length))
  const found: Found[] = []
  for (const name of names) {
    const parsed = parseSegmentName(name)
    if (parsed) found.push({ name, ...parsed, records: await loadSide(folder, name) })
  }
  const recovered: Recovered = { segments: [], finished: new Map(), digests: [] }
  for (const entry of found) {
    const { name, table, time, records } = entry
    recovered.digests.push(...records.map(({ day, digest, time: at }) => ({ table, day, digest, time: at })))
    if (await exists(join(folder, name + dataSuffix))) {
      const segment = await repair(folder, entry, log)
      if (segment) recovered.segments.push(segment)
    } else recovered.finished.set(name, records.at(-1)?.time ?? time)
  }
  for (const file of files) {
    const name = file.slice(0, -dataSuffix.length)
    if (file.endsWith(dataSuffix) && parseSegmentName(name) && !names.includes(name)) await rm(join(folder, file))
  }
  return recovered
}
