import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PlainsightError } from '../errors.ts'
import type { Store } from '../store/store.ts'
import type { JournalLog } from './journal-options.ts'
import type { SealedSegment } from './segment.ts'
import { dataSuffix, sideSuffix } from './segment-name.ts'
import { type BlockRecord, parseRecords } from './side-file.ts'

export type InsertParts = {
  readonly folder: string
  readonly store: Pick<Store, 'insertFile'>
  readonly log: JournalLog
  readonly segment: SealedSegment
}

/**
 * Days of one insert. Each is a partition, which costs the store a dozen files and more for every table and view behind
 * it.
 */
const maxDays = 3

type Block = { readonly index: number; readonly rows: number; readonly day: number; readonly bytes: Buffer }

const loadBlocks = async ({ folder, segment }: InsertParts): Promise<Block[]> => {
  const data = await readFile(segment.path)
  const records = parseRecords(await readFile(join(folder, segment.name + sideSuffix)))
  return records.map(({ offset, length, rows, day }: BlockRecord, index) => ({
    index,
    rows,
    day,
    bytes: data.subarray(offset, offset + length),
  }))
}

const isRefused = (error: unknown): boolean => error instanceof PlainsightError && error.code === 'INSERT_REFUSED'

/**
 * A part of a segment on its way into the store. Its name is its token: it depends on the segment alone, so that a
 * repetition after a kill adds nothing.
 */
const insertPart = async (
  { folder, store, segment }: InsertParts,
  { name, blocks }: { readonly name: string; readonly blocks: readonly Block[] },
): Promise<void> => {
  const path = join(folder, `${name}.part`)
  await writeFile(
    path,
    blocks.map(({ bytes }) => bytes),
    { mode: 0o600 },
  )
  try {
    await store.insertFile(segment.table, path, name)
  } finally {
    await rm(path, { force: true })
  }
}

const keepRefused = async ({ folder }: InsertParts, name: string, { bytes }: Block): Promise<string> => {
  const refusedFolder = join(folder, 'refused')
  await mkdir(refusedFolder, { recursive: true, mode: 0o700 })
  const path = join(folder, `${name}.part`)
  await writeFile(path, bytes, { mode: 0o600 })
  const file = await open(path, 'r')
  await file.sync()
  await file.close()
  const kept = join(refusedFolder, name + dataSuffix)
  await rename(path, kept)
  return kept
}

/**
 * A segment that the store rejects for good is inserted block by block, so that the rows of one invalid request do not
 * hold up others; blocks that it rejects even so are kept in the folder `refused`. The parser runs before anything
 * is stored, so a rejected insert leaves no rows behind. Returns the number of rejected rows.
 */
const insertSingly = async (parts: InsertParts, blocks: readonly Block[]): Promise<number> => {
  let refusedRows = 0
  for (const block of blocks) {
    const name = `${parts.segment.name}.${block.index}`
    try {
      await insertPart(parts, { name, blocks: [block] })
    } catch (error) {
      if (!isRefused(error)) throw error
      const file = await keepRefused(parts, name, block)
      refusedRows += block.rows
      const { table } = parts.segment
      parts.log.error(
        { rows: block.rows, table, file, reason: (error as Error).message },
        'The store rejected these rows; they are kept in a file',
      )
    }
  }
  return refusedRows
}

/** Blocks of a few days each, days in order. */
const toGroups = (blocks: readonly Block[]): Block[][] => {
  const byDay = [...Map.groupBy(blocks, ({ day }) => day)].sort(([a], [b]) => a - b)
  const groups: Block[][] = []
  for (let i = 0; i < byDay.length; i += maxDays) groups.push(byDay.slice(i, i + maxDays).flatMap(([, of]) => of))
  return groups
}

/** A segment of many days, which a client that sends old records makes: a few days at a time. */
const insertByDay = async (parts: InsertParts): Promise<number> => {
  let refusedRows = 0
  for (const blocks of toGroups(await loadBlocks(parts))) {
    const name = `${parts.segment.name}.day-${blocks[0]?.day}`
    try {
      await insertPart(parts, { name, blocks })
    } catch (error) {
      if (!isRefused(error)) throw error
      refusedRows += await insertSingly(parts, blocks)
    }
  }
  return refusedRows
}

/** Inserts a segment into the store; returns the number of rows that it rejected for good. */
export const insertSegment = async (parts: InsertParts): Promise<number> => {
  const { store, segment } = parts
  if (segment.days.size > maxDays) return insertByDay(parts)
  try {
    await store.insertFile(segment.table, segment.path, segment.name)
    return 0
  } catch (error) {
    if (!isRefused(error)) throw error
    return insertSingly(parts, await loadBlocks(parts))
  }
}
