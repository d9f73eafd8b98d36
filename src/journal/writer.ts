import type { Store } from '../store/store.ts'
import type { JournaledTable } from '../tables.ts'
import { insertSegment } from './insert-segment.ts'
import type { JournalLog } from './journal-options.ts'
import type { JournalCounters } from './journal-stats.ts'
import type { SealedSegment } from './segment.ts'

const firstPauseMs = 200
const maxPauseMs = 15_000

export type WriterParts = {
  readonly table: JournaledTable
  readonly folder: string
  readonly store: Pick<Store, 'insertFile'>
  readonly log: JournalLog
  readonly counters: JournalCounters
  /** The next segment to write, else `undefined`. */
  next(): Promise<SealedSegment | undefined>
  /** Called when the store has a segment. */
  done(segment: SealedSegment): Promise<void>
  /** How long to sleep when there is nothing to write, ms. */
  idleMs(): number
}

export type Writer = {
  /** There may be new rows. */
  wake(): void
  /** True while the store accepts no rows. */
  readonly isFailing: boolean
  /** Writes what is left, until the deadline (ms since 1970); then stops. */
  stop(deadline: number): Promise<void>
}

/** A sleep that can be ended early, also before it began: a wake-up in between is not missed. */
const createNap = () => {
  let isWoken = false
  let end: (() => void) | undefined
  return {
    wake: () => {
      isWoken = true
      end?.()
    },
    sleep: async (ms: number): Promise<void> => {
      if (!isWoken) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          end = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      isWoken = false
      end = undefined
    },
  }
}

const toPause = (failures: number, deadline = Number.POSITIVE_INFINITY): number =>
  Math.max(0, Math.min(firstPauseMs * 2 ** (failures - 1), maxPauseMs, deadline - Date.now()))

/** Inserts the finished segments of one table, one at a time, and retries each until it succeeds. */
export const startWriter = (parts: WriterParts): Writer => {
  const { table, folder, store, log, counters } = parts
  const nap = createNap()
  let deadline: number | undefined
  let failures = 0
  const isOver = (): boolean => deadline !== undefined && Date.now() >= deadline

  const insert = async (segment: SealedSegment): Promise<void> => {
    counters.refusedByStore += await insertSegment({ folder, store, log, segment })
    counters.inserted.rows += segment.rows
    counters.insertLagMs = Date.now() - segment.time
  }

  const tryInsert = async (segment: SealedSegment): Promise<boolean> => {
    try {
      await insert(segment)
    } catch (error) {
      counters.insertFailures++
      if (failures++ === 0) {
        log.error({ err: error, table }, 'The store accepts no rows; they wait in the journal, and are retried')
      }
      return false
    }
    if (failures > 0) log.info({ tries: failures + 1, table }, 'The store accepts rows again')
    failures = 0
    return true
  }

  const step = async (): Promise<boolean> => {
    const segment = await parts.next()
    if (segment === undefined) {
      if (deadline !== undefined) return false
      await nap.sleep(parts.idleMs())
      return true
    }
    while (!(await tryInsert(segment))) {
      await nap.sleep(toPause(failures, deadline))
      if (isOver()) return false
    }
    await parts.done(segment)
    return !isOver()
  }

  const stepOn = async (): Promise<boolean> => {
    try {
      return await step()
    } catch (error) {
      log.error({ err: error, table }, 'A file of the journal cannot be finished or removed; retrying')
      await nap.sleep(maxPauseMs)
      return deadline === undefined
    }
  }

  const running = (async () => {
    while (await stepOn());
  })()
  return {
    wake: () => {
      if (failures === 0) nap.wake()
    },
    get isFailing() {
      return failures > 0
    },
    stop: async (until) => {
      deadline = until
      nap.wake()
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, Math.max(0, until - Date.now()))
      })
      await Promise.race([running, late])
      clearTimeout(timer)
    },
  }
}
