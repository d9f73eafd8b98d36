import type { RowBlock } from '../row-block.ts'
import type { JournaledTable } from '../tables.ts'
import { type OpenSegment, openSegment, type SealedSegment } from './segment.ts'

export type OpenSegments = {
  /**
   * Writes blocks of one table to its segment, and creates that if there is none. `onDisk` is called before anything
   * else happens to the segment.
   */
  write(table: JournaledTable, blocks: readonly RowBlock[], onDisk: () => void): Promise<void>
  /** Finishes the segment of a table, if it has blocks. */
  seal(table: JournaledTable): Promise<void>
  sealAll(): Promise<void>
  /** When the segment of a table should go to the store, ms since 1970; infinity when there is none. */
  dueAt(table: JournaledTable): number
  /** Beginnings of the segments, ms since 1970. */
  times(table?: JournaledTable): number[]
}

export type OpenSegmentsOptions = {
  readonly folder: string
  readonly segmentBytes: number
  readonly flushMs: () => number
  readonly onChange: (table: JournaledTable) => void
  readonly onSealed: (segment: SealedSegment) => void
}

/**
 * Rows at which a segment is finished: well below a million, where the engine splits an insert into several blocks.
 */
const maxRows = 500_000

/**
 * A segment of this size does not wait for long: its insert costs the store hardly more per row than that of a larger
 * one.
 */
const dueBytes = 4 * 2 ** 20
const largeMs = 500

/** The segments that blocks are written to, one of each table. */
export const createOpenSegments = (options: OpenSegmentsOptions): OpenSegments => {
  const { folder, segmentBytes, flushMs, onChange, onSealed } = options
  const open = new Map<JournaledTable, OpenSegment>()

  const begin = async (table: JournaledTable): Promise<OpenSegment> => {
    const segment = await openSegment(folder, table)
    open.set(table, segment)
    onChange(table)
    return segment
  }

  const seal = async (table: JournaledTable): Promise<void> => {
    const segment = open.get(table)
    if (segment === undefined || segment.bytes === 0) return
    open.delete(table)
    onSealed(await segment.seal())
    onChange(table)
  }

  return {
    write: async (table, blocks, onDisk) => {
      const segment = open.get(table) ?? (await begin(table))
      const wasDue = segment.bytes >= dueBytes
      await segment.append(blocks)
      onDisk()
      if (segment.bytes >= segmentBytes || segment.rows >= maxRows) await seal(table)
      else if (!wasDue && segment.bytes >= dueBytes) onChange(table)
    },
    seal,
    sealAll: async () => {
      for (const table of [...open.keys()]) await seal(table)
    },
    dueAt: (table) => {
      const segment = open.get(table)
      if (segment === undefined || segment.bytes === 0) return Number.POSITIVE_INFINITY
      return segment.time + (segment.bytes >= dueBytes ? Math.min(largeMs, flushMs()) : flushMs())
    },
    times: (table) =>
      [...open.values()]
        .filter((segment) => segment.bytes > 0 && (table === undefined || segment.table === table))
        .map((segment) => segment.time),
  }
}
