import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createGate, places } from '../limits/semaphore.ts'
import type { RowBlock } from '../row-block.ts'
import type { JournaledTable } from '../tables.ts'
import { createGroupCommit, type GroupCommit } from './group-commit.ts'
import { createOpenSegments } from './open-segments.ts'
import { createSealedSegments } from './sealed-segments.ts'
import type { SealedSegment } from './segment.ts'
import { sideSuffix } from './segment-name.ts'

export type SegmentShelf = {
  readonly blocks: GroupCommit
  /** Bytes on disk that the store does not have yet. */
  readonly bytes: number
  /** Beginnings of the segments that are not in the store yet, ms since 1970: of one table, or of all. */
  times(table?: JournaledTable): number[]
  /** When `next` finishes the open segment of a table, ms since 1970; infinity when there is none. */
  dueAt(table: JournaledTable): number
  /** Adds what a former process left. */
  restore(segments: readonly SealedSegment[], finished: ReadonlyMap<string, number>): void
  /** The oldest finished segment of a table; when there is none, the open one is finished first if it is due. */
  next(table: JournaledTable): Promise<SealedSegment | undefined>
  /** Finishes the open segment of a table; resolves with all of the table that the store does not have. */
  seal(table: JournaledTable): Promise<readonly SealedSegment[]>
  /** Resolves when the store has a segment. */
  whenDone(segment: SealedSegment): Promise<void>
  /** The store has it: removes its blocks, and its side file once no client repeats its requests. */
  done(segment: SealedSegment): Promise<void>
  /** Finishes every segment. */
  sealAll(): Promise<void>
  forgetFinished(): Promise<void>
}

export type ShelfOptions = {
  readonly folder: string
  readonly commitMs: number
  readonly segmentBytes: number
  /** Maximum time that rows wait in an open segment. */
  readonly flushMs: () => number
  readonly dedupeMs: number
  /** Blocks of one table are on disk. */
  readonly onWritten: (blocks: readonly RowBlock[]) => void
  /** A segment of a table was begun, is due, or was finished. */
  readonly onChange: (table: JournaledTable) => void
}

/** The segments: one open per table, the finished ones in order, and the side files of those that the store has. */
export const createSegmentShelf = (options: ShelfOptions): SegmentShelf => {
  const { folder, commitMs, dedupeMs, onWritten } = options
  const sealed = createSealedSegments()
  const open = createOpenSegments({ ...options, onSealed: sealed.add })
  const finished = new Map<string, number>()
  const inTurn = createGate(places(1))
  let bytes = 0

  const writeTable = async (table: JournaledTable, blocks: readonly RowBlock[]): Promise<void> => {
    await open.write(table, blocks, () => {
      for (const block of blocks) bytes += block.bytes.byteLength
      onWritten(blocks)
    })
  }

  const forgetFinished = async (): Promise<void> => {
    for (const [name, time] of finished) {
      if (Date.now() - time < dedupeMs) continue
      finished.delete(name)
      await rm(join(folder, name + sideSuffix), { force: true })
    }
  }

  return {
    blocks: createGroupCommit({ commitMs, inTurn, writeTable }),
    get bytes() {
      return bytes
    },
    times: (table) => [...open.times(table), ...sealed.of(table).map((segment) => segment.time)],
    dueAt: open.dueAt,
    restore: (segments, done) => {
      for (const segment of segments) {
        sealed.add(segment)
        bytes += segment.bytes
      }
      for (const [name, time] of done) finished.set(name, time)
    },
    next: (table) =>
      inTurn(async () => {
        if (sealed.of(table).length === 0 && open.dueAt(table) <= Date.now()) await open.seal(table)
        return sealed.of(table)[0]
      }),
    seal: (table) =>
      inTurn(async () => {
        await open.seal(table)
        return sealed.of(table)
      }),
    whenDone: sealed.whenDone,
    done: async (segment) => {
      finished.set(segment.name, Date.now())
      await rm(segment.path, { force: true })
      bytes -= segment.bytes
      sealed.remove(segment)
      await forgetFinished()
    },
    sealAll: () => inTurn(open.sealAll),
    forgetFinished,
  }
}
