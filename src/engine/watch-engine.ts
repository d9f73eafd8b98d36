import { toEngineCode } from './engine-code.ts'
import type { EngineProcess } from './engine-process.ts'

/** Why an engine ended. */
export type Verdict =
  /** A fault of its own. */
  | 'crash'
  /** It did not respond, and its hub ended it. */
  | 'hang'
  /** Somebody else ended it, as the system does when memory is short. */
  | 'killed'
  /** It held too much memory, and its hub ended it. */
  | 'memory'
  /** A statement ran long past its limit, and its hub ended it. */
  | 'overdue'

type WatchParts = {
  readonly process: EngineProcess
  /** Resident memory beyond which the engine is ended, bytes. */
  readonly memoryBytes: number
  /** Is a statement running long past its limit? */
  readonly isOverdue: () => boolean
  /** Called once, with the first thing that is wrong. */
  readonly onFault: (verdict: Verdict) => void
}

export type Watch = {
  /** Asks the engine now whether it still answers, because a statement failed as if it did not. */
  look(): void
  stop(): void
}

const tickMs = 500

/** Ticks without a sign of the process: it is stopped, or starved for good. */
const maxSilentTicks = 6

/** Pause between two statements that ask whether the engine answers, ms. */
const askEveryMs = 5_000

/** How long one of them may take, ms. A machine that is busy takes seconds. */
const maxAnswerMs = 15_000

/** ClickHouse's error ABORTED: of any statement after a fatal fault, which leaves the process alive and useless. */
export const aborted = 236

/**
 * Watches one process of the engine: whether it responds, whether its engine answers a trivial statement, how much
 * memory it holds, and whether a statement does not yield. Time is counted in ticks of this process, so that a machine
 * that slept blames nobody.
 */
export const watchEngine = ({ process, memoryBytes, isOverdue, onFault }: WatchParts): Watch => {
  let lastBeat = -1
  let silentTicks = 0
  let askedAt: number | undefined
  let answeredAt = performance.now()

  const ask = async (): Promise<void> => {
    if (askedAt !== undefined) return
    askedAt = performance.now()
    try {
      await process.run({ session: 'heartbeat', statements: ['SELECT 1'], format: 'Null' })
    } catch (error) {
      if (toEngineCode(error) === aborted) fault('crash')
    }
    askedAt = undefined
    answeredAt = performance.now()
  }

  const findFault = (): Verdict | undefined => {
    const { count, residentBytes } = process.beat()
    silentTicks = count === lastBeat ? silentTicks + 1 : 0
    lastBeat = count
    if (silentTicks >= maxSilentTicks) return 'hang'
    if (residentBytes > memoryBytes) return 'memory'
    if (isOverdue()) return 'overdue'
    if (askedAt !== undefined && performance.now() - askedAt > maxAnswerMs) return 'hang'
    return undefined
  }

  const timer = setInterval(() => {
    const found = findFault()
    if (found !== undefined) fault(found)
    else if (performance.now() - answeredAt > askEveryMs) void ask()
  }, tickMs)
  timer.unref()

  const stop = (): void => clearInterval(timer)
  const fault = (verdict: Verdict): void => {
    stop()
    onFault(verdict)
  }
  return { look: () => void ask(), stop }
}
