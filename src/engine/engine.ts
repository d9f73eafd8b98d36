import { setTimeout as sleep } from 'node:timers/promises'
import { PlainsightError } from '../errors.ts'
import { toEngineCode } from './engine-code.ts'
import { type EngineEnd, type EngineProcess, type EngineResult, startEngineProcess } from './engine-process.ts'
import type { EngineFolder } from './open-engine.ts'
import { createSuspects, type Suspect, toDigest } from './suspects.ts'
import { aborted, type Verdict, type Watch, watchEngine } from './watch-engine.ts'
import type { RunMessage } from './wire.ts'

export type EngineRequest = RunMessage & {
  /** Time limit of the statements, ms; an engine in which they run far beyond it is killed. Not set: no limit. */
  readonly limitMs?: number | undefined
  /** Set for a statement of a user. */
  readonly user?: Suspect | undefined
}

export type EngineStats = {
  readonly isUp: boolean
  /** 0 while it is down. */
  readonly residentBytes: number
  /** Restarts, by the reason why it ended. */
  readonly restarts: Readonly<Record<Verdict, number>>
}

export type EngineLog = Readonly<Record<'warn' | 'error', (facts: object, sentence: string) => void>>

export type EngineOptions = EngineFolder & {
  /** Resident memory beyond which the process is killed, bytes. */
  readonly maxResidentBytes: number
  readonly log: EngineLog
}

/** The engine, which is restarted whenever it ends. */
export type Engine = {
  /**
   * Rejects with the engine's own error; with `ENGINE_RESTARTING` when it ends meanwhile (`verdict` in the facts) or is
   * not back within two seconds; for a statement of a user with `SQL_ENDED_ENGINE` and `KEY_SUSPENDED`.
   */
  run(request: EngineRequest): Promise<EngineResult>
  /** Closes a session; its statements that have not started do not start. */
  closeSession(name: string): void
  stats(): EngineStats
  /** Kills the process, whatever runs in it: acknowledged data is on disk. */
  close(): Promise<void>
}

/** How long a request waits for an engine that is restarting, ms. */
const patienceMs = 2_000

/** How long past its limit a statement may run, ms: limits of the engine itself and KILL QUERY come first. */
const graceMs = 10_000

/** An engine that ended sooner, ms, is restarted after a pause, which doubles each time. */
const shortLifeMs = 1_000
const firstPauseMs = 250
const maxPauseMs = 15_000

const toLongerPause = (pause: number): number => Math.min(2 * pause || firstPauseMs, maxPauseMs)

type Job = { readonly request: EngineRequest; readonly started: number }

const isOverdue = ({ request: { limitMs }, started }: Job): boolean =>
  limitMs !== undefined && performance.now() - started > limitMs + graceMs

const isRestarting = (error: unknown): boolean => error instanceof PlainsightError && error.code === 'ENGINE_RESTARTING'

/** One life of the engine: its process, what runs in it, and why it ended. */
const createLife = (process: EngineProcess, maxResidentBytes: number) => {
  const jobs = new Set<Job>()
  let verdict: Verdict | undefined
  const watch: Watch = watchEngine({
    process,
    memoryBytes: maxResidentBytes,
    isOverdue: () => [...jobs].some(isOverdue),
    onFault: (found) => {
      verdict = found
      process.kill()
    },
  })
  const toVerdict = ({ signal }: EngineEnd): Verdict => verdict ?? (signal === 'SIGKILL' ? 'killed' : 'crash')
  return {
    process,
    run: async (request: EngineRequest): Promise<EngineResult> => {
      const job = { request, started: performance.now() }
      jobs.add(job)
      try {
        const { session, statements, format, once } = request
        const result = await process.run({ session, statements, format, once })
        watch.answered()
        return result
      } catch (error) {
        if (isRestarting(error))
          throw new PlainsightError('ENGINE_RESTARTING', { verdict: toVerdict(await process.ended) })
        if (toEngineCode(error) === aborted) watch.look()
        throw error
      } finally {
        jobs.delete(job)
      }
    },
    /**
     * Waits for the end. Suspects are the users' statements that were running; if one was overdue, only it is a
     * suspect.
     */
    end: async (): Promise<{ verdict: Verdict; ended: EngineEnd; suspects: Suspect[] }> => {
      const ended = await process.ended
      watch.stop()
      const suspected = verdict === 'overdue' ? [...jobs].filter(isOverdue) : [...jobs]
      return { verdict: toVerdict(ended), ended, suspects: suspected.flatMap(({ request: { user } }) => user ?? []) }
    },
  }
}

type Life = ReturnType<typeof createLife>

/**
 * Starts and monitors the engine: one that ends, hangs, uses too much memory or does not yield is killed and
 * restarted.
 * @throws PlainsightError what `openEngine` throws, when the first start fails
 */
export const startEngine = async (options: EngineOptions): Promise<Engine> => {
  const { log, maxResidentBytes, ...folder } = options
  const restarts: Record<Verdict, number> = { crash: 0, hang: 0, killed: 0, memory: 0, overdue: 0 }
  const suspects = createSuspects()
  const closing = new AbortController()
  const start = async (): Promise<Life> => createLife(await startEngineProcess(folder), maxResidentBytes)

  let life: Life | undefined = await start()
  let back = Promise.withResolvers<void>()
  let pause = 0

  const note = ({ verdict, ended, suspects: blamed }: Awaited<ReturnType<Life['end']>>): void => {
    restarts[verdict] += 1
    const statements = blamed.map(({ sql, key }) => ({ digest: toDigest(sql), key }))
    log.error({ reason: verdict, ...ended, statements }, 'The embedded store ended and is restarting')
    for (const key of suspects.blame(blamed, verdict))
      log.warn({ key }, 'The key is suspended for an hour: its statements ended the embedded store twice')
  }

  /** Tries until it succeeds, or until `close`. */
  const startAgain = async (): Promise<Life | undefined> => {
    while (!closing.signal.aborted) {
      if (pause > 0) await sleep(pause, undefined, { signal: closing.signal }).catch(() => undefined)
      try {
        return await start()
      } catch (error) {
        log.error({ err: error }, 'The embedded store does not start; retrying')
        pause = toLongerPause(pause)
      }
    }
    return undefined
  }

  const keepAlive = async (): Promise<void> => {
    while (life !== undefined) {
      const born = performance.now()
      const end = await life.end()
      life = undefined
      if (closing.signal.aborted) return
      note(end)
      pause = performance.now() - born < shortLifeMs ? toLongerPause(pause) : 0
      life = await startAgain()
      back.resolve()
      back = Promise.withResolvers()
      if (closing.signal.aborted) life?.process.kill()
    }
  }
  const ended = keepAlive()

  const waitForLife = async (): Promise<Life> => {
    if (life === undefined && !closing.signal.aborted)
      await Promise.race([back.promise, sleep(patienceMs, undefined, { ref: false })])
    if (life === undefined) throw new PlainsightError('ENGINE_RESTARTING')
    return life
  }

  return {
    run: async (request) => {
      if (request.user) suspects.check(request.user)
      return (await waitForLife()).run(request)
    },
    closeSession: (name) => life?.process.closeSession(name),
    stats: () => ({ isUp: life !== undefined, residentBytes: life?.process.beat().residentBytes ?? 0, restarts }),
    close: async () => {
      closing.abort()
      life?.process.kill()
      await ended
    },
  }
}
