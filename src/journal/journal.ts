import { mkdir } from 'node:fs/promises'
import { type FolderLock, lockFolder } from '../folder-lock.ts'
import type { Sink } from '../row-block.ts'
import type { JournaledTable } from '../tables.ts'
import { createFreshness } from './freshness.ts'
import { createIntake } from './intake.ts'
import { type JournalOptions, toSettings } from './journal-options.ts'
import { countAppended, createCounters, type JournalStats } from './journal-stats.ts'
import { createRecentDigests, type RecentDigests } from './recent-digests.ts'
import { recoverJournal } from './recover.ts'
import { createSegmentShelf, type SegmentShelf } from './segment-shelf.ts'
import { createWriters } from './writers.ts'

export type Journal = Sink & {
  /**
   * Locks the folder, recovers what a former process left there, and starts to write to the store.
   * @throws PlainsightError `JOURNAL_LOCKED`, `JOURNAL_VERSION`
   */
  start(): Promise<void>
  /** Accepts no more, then waits for the store, for at most `drainMs`. The rest is inserted at the next start. */
  stop(): Promise<void>
  stats(): JournalStats
  /**
   * Flushes the waiting rows of these tables into the store, at most once a second, and waits for them for up to 150
   * ms. Resolves with the age of the oldest row that the store does not have, in ms.
   */
  flushTables(tables: readonly JournaledTable[]): Promise<number>
}

type RecoverParts = Pick<JournalOptions, 'folder' | 'log'> & {
  readonly shelf: SegmentShelf
  readonly recent: RecentDigests
  readonly dedupeMs: number
}

const recover = async ({ folder, log, shelf, recent, dedupeMs }: RecoverParts): Promise<void> => {
  const { segments, finished, digests } = await recoverJournal(folder, log)
  for (const { time, ...known } of digests) {
    if (Date.now() - time < dedupeMs) recent.add(known, Promise.resolve(), time)
  }
  shelf.restore(segments, finished)
  await shelf.forgetFinished()
  if (segments.length === 0) return
  log.info(
    { segments: segments.length, bytes: shelf.bytes },
    'The journal has rows of a former process; they are inserted now',
  )
}

/**
 * Between ingest and store: what `append` has acknowledged is on disk, and reaches the store once, however often the
 * process is killed or a client sends the same request. A block's bytes must not change until its `append` has
 * settled.
 */
export const createJournal = (options: JournalOptions): Journal => {
  const { folder, store, log, onFatal, ...settings } = toSettings(options)
  const counters = createCounters()
  const recent = createRecentDigests({ windowMs: settings.dedupeMs })
  let lock: FolderLock | undefined
  const writers = createWriters({ folder, store, log, counters, shelf: () => shelf })
  const shelf = createSegmentShelf({
    folder,
    commitMs: settings.journalCommitMs,
    segmentBytes: settings.segmentBytes,
    dedupeMs: settings.dedupeMs,
    flushMs: () => (intake.isOpen ? settings.flushMs : 0),
    onChange: writers.wake,
    onWritten: (blocks) => countAppended(counters, blocks),
  })

  const intake = createIntake({
    shelf,
    recent,
    counters,
    maxBytes: settings.journalMaxBytes,
    onFatal: (error) => {
      log.error({ err: error }, 'The disk did not confirm a write to the journal; the process must end')
      onFatal(error)
    },
  })

  return {
    append: intake.append,
    start: async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      lock = await lockFolder(folder, 'JOURNAL_LOCKED')
      await recover({ folder, log, shelf, recent, dedupeMs: settings.dedupeMs }).catch((error) => {
        lock?.release()
        lock = undefined
        throw error
      })
      intake.open()
      writers.start()
    },
    stop: async () => {
      if (lock === undefined) return
      intake.close()
      await shelf.blocks.flush()
      await shelf.sealAll()
      await writers.stop(Date.now() + settings.drainMs)
      const left = shelf.times().length
      if (left > 0)
        log.warn(
          { segments: left, bytes: shelf.bytes },
          'The store did not accept everything in time; the rest stays in the journal',
        )
      lock.release()
      lock = undefined
    },
    flushTables: createFreshness({ shelf, isFailing: writers.isFailing }),
    stats: () => {
      const times = shelf.times()
      const oldestMs = times.length === 0 ? 0 : Date.now() - Math.min(...times)
      return { ...counters, bytes: shelf.bytes, segments: times.length, oldestMs }
    },
  }
}
