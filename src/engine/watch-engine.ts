import { toEngineCode } from './engine-code.ts'
import type { EngineProcess } from './engine-process.ts'

/** Why an engine ended. */
export type Verdict =
  /** It crashed. */
  | 'crash'
  /** It did not respond, and the hub killed it. */
  | 'hang'
  /** Something else killed it, for example the system when memory is short. */
  | 'killed'
  /** It used too much memory, and the hub killed it. */
  | 'memory'
  /** A statement ran far beyond its limit, and the hub killed it. */
  | 'overdue'

type WatchParts = {
  readonly process: EngineProcess
  /** Resident memory beyond which the engine is killed, bytes. */
  readonly memoryBytes: number
  /** Whether a statement runs far beyond its limit. */
  readonly isOverdue: () => boolean
  /** Called once, with the first fault. */
  readonly onFault: (verdict: Verdict) => void
}

export type Watch = {
  /** A statement was answered, which shows that the engine responds. */
  answered(): void
  /** Checks now whether the engine responds, because a statement failed as if it did not. */
  look(): void
  stop(): void
}

const tickMs = 500

/** Ticks without a sign of life: the process is stopped, or gets no CPU. */
const maxSilentTicks = 6

/** Pause between two statements that check whether the engine responds, ms. */
const askEveryMs = 5_000

/** How long one of them may take, ms. A busy machine takes seconds. */
const maxAnswerMs = 15_000

/**
 * ClickHouse's error ABORTED, which every statement gets after a fatal error that leaves the process alive but useless.
 */
export const aborted = 236

/**
 * Watches one process of the engine: whether it responds, whether its engine answers a trivial statement, how much
 * memory it uses, and whether a statement does not yield. Time is counted in ticks of this process, so that a machine
 * that slept causes no false alarm.
 */
export const watchEngine = ({ process, memoryBytes, isOverdue, onFault }: WatchParts): Watch => {
  let lastBeat = -1
  let silentTicks = 0
  let askedAt: number | undefined
  let answeredAt = performance.now()
  const answered = (): void => {
    answeredAt = performance.now()
  }

  const ask = async (): Promise<void> => {
    if (askedAt !== undefined) return
    askedAt = performance.now()
    try {
      await process.run({ session: 'heartbeat', statements: ['SELECT 1'], format: 'Null' })
    } catch (error) {
      if (toEngineCode(error) === aborted) fault('crash')
    }
    askedAt = undefined
    answered()
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
  return { answered, look: () => void ask(), stop }
}
