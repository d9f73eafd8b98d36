import type { JournalStats } from '../journal/journal-stats.ts'
import type { Figure } from './hub-metrics.ts'

/** The state of the journal: whether data is safe, and whether the store keeps up. */
export const createJournalFigures = (stats: () => JournalStats, maxBytes: number): readonly Figure[] => [
  {
    name: 'plainsight_journal_bytes',
    kind: 'gauge',
    help: 'Bytes on disk that the store does not have yet',
    read: () => [[stats().bytes]],
  },
  {
    name: 'plainsight_journal_max_bytes',
    kind: 'gauge',
    help: 'Bytes at which the hub answers 429',
    read: () => [[maxBytes]],
  },
  {
    name: 'plainsight_journal_segments',
    kind: 'gauge',
    help: 'Segments that the store does not have yet',
    read: () => [[stats().segments]],
  },
  {
    name: 'plainsight_journal_oldest_seconds',
    kind: 'gauge',
    help: 'Age of the oldest row that the store does not have yet',
    read: () => [[stats().oldestMs / 1000]],
  },
  {
    name: 'plainsight_journal_appended_rows',
    kind: 'counter',
    help: 'Rows written to the journal',
    read: () => [[stats().appended.rows]],
  },
  {
    name: 'plainsight_journal_appended_bytes',
    kind: 'counter',
    help: 'Bytes written to the journal',
    read: () => [[stats().appended.bytes]],
  },
  {
    name: 'plainsight_journal_deduplicated_blocks',
    kind: 'counter',
    help: 'Repeated requests whose rows were already on disk',
    read: () => [[stats().deduplicated]],
  },
  {
    name: 'plainsight_journal_refused_blocks',
    kind: 'counter',
    help: 'Requests rejected by the journal',
    read: () => [
      [stats().refusedFull, { reason: 'full' }],
      [stats().refusedUnwritable, { reason: 'unwritable' }],
    ],
  },
  {
    name: 'plainsight_store_inserted_rows',
    kind: 'counter',
    help: 'Rows inserted into the store',
    read: () => [[stats().inserted.rows]],
  },
  {
    name: 'plainsight_store_refused_rows',
    kind: 'counter',
    help: 'Rows that the store rejected for good, kept in the folder refused',
    read: () => [[stats().refusedByStore]],
  },
  {
    name: 'plainsight_store_insert_failures',
    kind: 'counter',
    help: 'Inserts that failed and are retried',
    read: () => [[stats().insertFailures]],
  },
  {
    name: 'plainsight_store_insert_lag_seconds',
    kind: 'gauge',
    help: 'Time from the first row of the last segment to its insert',
    read: () => [[stats().insertLagMs / 1000]],
  },
]
