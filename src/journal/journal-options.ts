import { hubOptions } from '../config/hub-options.ts'
import type { Store } from '../store/store.ts'

/** The journal's log, with the interface of pino. */
export type JournalLog = {
  info(facts: object, sentence: string): void
  warn(facts: object, sentence: string): void
  error(facts: object, sentence: string): void
}

export type JournalOptions = {
  /** `<dataDir>/journal`; created if it does not exist. */
  readonly folder: string
  readonly store: Pick<Store, 'insertFile'>
  readonly log: JournalLog
  /** Config `hub.journalMaxBytes`. */
  readonly journalMaxBytes?: number
  /** Config `hub.journalCommitMs`. */
  readonly journalCommitMs?: number
  /** Maximum time that rows wait until they are queried. Config `hub.flushMs`. */
  readonly flushMs: number
  /** Config `hub.drainMs`. */
  readonly drainMs?: number
  /** Size at which a segment is finished: one insert of the store, held in its memory as a whole. */
  readonly segmentBytes?: number
  /** How long a request that is sent again is recognised, also over a restart. */
  readonly dedupeMs?: number
  /** The disk did not confirm a write: the process must end. Default: exit code 1. */
  readonly onFatal?: (error: Error) => void
}

export const toSettings = ({
  journalMaxBytes = hubOptions.journalMaxBytes.default,
  journalCommitMs = hubOptions.journalCommitMs.default,
  drainMs = hubOptions.drainMs.default,
  segmentBytes = 32 * 2 ** 20,
  dedupeMs = 600_000,
  onFatal = () => process.exit(1),
  ...rest
}: JournalOptions): Required<JournalOptions> => ({
  ...rest,
  journalMaxBytes,
  journalCommitMs,
  drainMs,
  segmentBytes,
  dedupeMs,
  onFatal,
})
