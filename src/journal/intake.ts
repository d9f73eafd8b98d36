import { PlainsightError } from '../errors.ts'
import type { RowBlock } from '../row-block.ts'
import { FsyncError } from './disk.ts'
import type { JournalCounters } from './journal-stats.ts'
import type { RecentDigests } from './recent-digests.ts'
import type { SegmentShelf } from './segment-shelf.ts'

export type Intake = {
  append(block: RowBlock): Promise<void>
  open(): void
  close(): void
  readonly isOpen: boolean
}

export type IntakeParts = {
  readonly shelf: SegmentShelf
  readonly recent: RecentDigests
  readonly counters: JournalCounters
  readonly maxBytes: number
  /** The disk did not confirm a write. Called once. */
  readonly onFatal: (error: FsyncError) => void
}

/**
 * Accepts blocks: rejects them when the journal is full, writes each request once, and throws with the reason if it
 * cannot.
 */
export const createIntake = ({ shelf, recent, counters, maxBytes, onFatal }: IntakeParts): Intake => {
  let taking = false

  const toFailure = (error: unknown): unknown => {
    counters.refusedUnwritable++
    if (!(error instanceof FsyncError)) return error
    if (taking) {
      taking = false
      onFatal(error)
    }
    return new PlainsightError('JOURNAL_UNWRITABLE', { reason: 'the disk did not confirm the write' }, { cause: error })
  }

  const write = async (block: RowBlock): Promise<void> => {
    try {
      await shelf.blocks.write(block)
    } catch (error) {
      recent.drop(block)
      throw toFailure(error)
    }
  }

  const checkRoom = (block: RowBlock): void => {
    const bytes = shelf.bytes + shelf.blocks.bytes
    if (bytes + block.bytes.byteLength <= maxBytes) return
    counters.refusedFull++
    throw new PlainsightError('JOURNAL_FULL', { bytes, limit: maxBytes })
  }

  const append = async (block: RowBlock): Promise<void> => {
    if (!taking) throw new PlainsightError('HUB_STOPPING')
    const first = recent.find(block)
    if (first) {
      await first
      counters.deduplicated++
      return
    }
    checkRoom(block)
    const written = write(block)
    recent.add(block, written)
    await written
  }

  return {
    append,
    open: () => {
      taking = true
    },
    close: () => {
      taking = false
    },
    get isOpen() {
      return taking
    },
  }
}
