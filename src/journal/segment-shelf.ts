import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { OtelTable, RowBlock } from '../model.ts'
import { createGroupCommit, type GroupCommit } from './group-commit.ts'
import { type OpenSegment, openSegment, type SealedSegment } from './segment.ts'
import { sideSuffix } from './segment-name.ts'

export type SegmentShelf = {
  readonly blocks: GroupCommit
  /** Bytes on disk that the store does not have yet. */
  readonly bytes: number
  /** Beginnings of all segments that are not in the store yet, ms since 1970. */
  times(): number[]
  /** Puts back what a former process left. */
  restore(segments: readonly SealedSegment[], finished: ReadonlyMap<string, number>): void
  /** The oldest finished segment; when there is none, those that are older than `olderThanMs` are finished first. */
  next(olderThanMs: number): Promise<SealedSegment | undefined>
  /** The store has it: removes its blocks, and its side file when nobody would send its requests again. */
  done(segment: SealedSegment): Promise<void>
  /** Finishes every segment. */
  sealAll(): Promise<void>
  forgetFinished(): Promise<void>
}

export type ShelfOptions = {
  readonly folder: string
  readonly commitMs: number
  readonly segmentBytes: number
  readonly dedupeMs: number
  /** Blocks of one table are on disk. */
  readonly onWritten: (blocks: readonly RowBlock[]) => void
  /** A segment was begun or finished. */
  readonly onChange: () => void
}

/** Rows at which a segment is finished: well below a million, where the engine would cut one insert into several blocks. */
const maxRows = 500_000

/** The segments: one open per table, the finished ones in order, and the side files of those that the store has. */
export const createSegmentShelf = (options: ShelfOptions): SegmentShelf => {
  const { folder, commitMs, segmentBytes, dedupeMs, onWritten, onChange } = options
  const open = new Map<OtelTable, OpenSegment>()
  const sealed: SealedSegment[] = []
  const finished = new Map<string, number>()
  let bytes = 0
  let tail: Promise<unknown> = Promise.resolve()

  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const result = tail.then(task)
    tail = result.catch(() => {})
    return result
  }

  const begin = async (table: OtelTable): Promise<OpenSegment> => {
    const segment = await openSegment(folder, table)
    open.set(table, segment)
    onChange()
    return segment
  }

  const seal = async (segment: OpenSegment): Promise<void> => {
    open.delete(segment.table)
    sealed.push(await segment.seal())
    onChange()
  }

  const writeTable = async (table: OtelTable, blocks: readonly RowBlock[]): Promise<void> => {
    const segment = open.get(table) ?? (await begin(table))
    await segment.append(blocks)
    for (const block of blocks) bytes += block.bytes.byteLength
    onWritten(blocks)
    if (segment.bytes >= segmentBytes || segment.rows >= maxRows) await seal(segment)
  }

  const sealOlder = async (ms: number): Promise<void> => {
    const before = Date.now() - ms
    for (const segment of [...open.values()]) if (segment.bytes > 0 && segment.time <= before) await seal(segment)
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
    times: () =>
      [...[...open.values()].filter((segment) => segment.bytes > 0), ...sealed].map((segment) => segment.time),
    restore: (segments, done) => {
      sealed.push(...segments)
      for (const segment of segments) bytes += segment.bytes
      for (const [name, time] of done) finished.set(name, time)
    },
    next: (olderThanMs) =>
      inTurn(async () => {
        if (sealed.length === 0) await sealOlder(olderThanMs)
        return sealed[0]
      }),
    done: async (segment) => {
      finished.set(segment.name, Date.now())
      await rm(segment.path, { force: true })
      sealed.splice(sealed.indexOf(segment), 1)
      bytes -= segment.bytes
      await forgetFinished()
    },
    sealAll: () => inTurn(() => sealOlder(0)),
    forgetFinished,
  }
}
