import type { Losses, LossKey } from '../losses.ts'
import { outside } from '../storage.ts'
import { type BacklogLimits, createBacklog } from './backlog.ts'
import { createBackoff } from './backoff.ts'
import type { OpenSegment, Segment } from './segments.ts'
import type { Sender, SendResult } from './sender.ts'
import type { FindTarget } from './target.ts'

/** Maximum number of concurrent exports of one signal. */
const maxInFlight = 2

/** What a delivery needs of the agent. */
export type DeliveryHost = {
  readonly losses: Losses
  warnOnce(code: string, sentence: string): void
}

/** The content of a queue, and its target. */
export type QueueSpec = {
  /** The name of its records in warnings and loss counts. */
  readonly key: LossKey
  /** `delay`: time for which records are collected into a batch, in ms. */
  readonly limits: BacklogLimits & { readonly delay: number }
  /** Where records are added; `grown` is called after each. */
  readonly open: OpenSegment
  readonly target: FindTarget
  /** The request body for the sections of segments, in parts that follow one another. */
  toBody(sections: readonly Buffer[]): Buffer[]
  /** What the receiver rejected of a request that it accepted. Not set: it accepts all or nothing. */
  toRejected?(answer: Buffer): Rejected
}

export type Rejected = { readonly count: number; readonly reason: string }

/** A request that was not acknowledged. */
export type Unsent = {
  readonly key: LossKey
  readonly target: FindTarget
  readonly records: number
  readonly body: Buffer
  /** How the last attempt failed, if there was one. */
  readonly failure: string | undefined
}

/** A queue of encoded records, bounded in bytes, sent in batches with retries. Wakes at the first record. */
export type Queue = {
  /** A record was added to the open segment. */
  grown(): void
  readonly isClosed: boolean
  /**
   * Sends all that is held; settles when it is sent or abandoned, at the latest after the export timeout. Logs no
   * warnings: what fails stays in the queue.
   */
  flush(): Promise<void>
  /** Records that come later are ignored. */
  close(): void
  /**
   * Export requests of everything that is not acknowledged yet, including what is in flight: for use while the process
   * exits.
   */
  unsent(): Unsent[]
  /** Number of records held, including those in flight. */
  readonly held: number
}

/**
 * Opens a queue. Nothing is created or scheduled before the first record. What the receiver cannot accept now is
 * retried without limit, until newer records displace it.
 */
export const createQueue = (host: DeliveryHost, spec: QueueSpec, sender: () => Sender): Queue => {
  const { key, limits } = spec
  const backoff = createBackoff()
  const lose = (records: number, reason: string): void => host.losses.count(key, records, reason)
  const backlog = createBacklog(limits, spec.open, (records) => lose(records, 'the queue is full'))
  const inFlight = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  const outage = createOutage(host, key)

  const arm = (wait: number): void => {
    timer ??= outside(() => setTimeout(tick, wait).unref())
  }
  const tick = (): void => {
    timer = undefined
    backlog.seal()
    pump()
  }
  /** Sends while there is something to send and the backoff allows it; otherwise schedules itself for later. */
  const pump = (): void => {
    while (backlog.ready && inFlight.size < maxInFlight) {
      if (backoff.wait() > 0) {
        arm(backoff.wait())
        return
      }
      launch()
    }
  }
  const launch = (): void => {
    const sending = send(backlog.take()).finally(() => inFlight.delete(sending))
    inFlight.add(sending)
    void sending.then(pump)
  }
  const send = async (batch: readonly Segment[]): Promise<void> =>
    settle(batch, await sender().post(spec.target, toBody(spec, batch), () => backlog.done(batch)))
  const settle = (batch: readonly Segment[], result: SendResult): void => {
    if (result.kind === 'given up' || result.kind === 'retry') {
      backoff.failed(result.kind === 'retry' ? result.retryAfter : undefined)
      if (result.kind === 'retry') outage.report(result.reason)
      backlog.putBack(batch)
      return
    }
    backlog.done(batch)
    if (result.kind === 'refused') lose(countRecords(batch), result.reason)
    else acknowledge(result.body)
  }
  const acknowledge = (answer: Buffer): void => {
    backoff.succeeded()
    const rejected = spec.toRejected?.(answer)
    if (rejected && rejected.count > 0) lose(rejected.count, rejected.reason || 'rejected by the receiver')
  }
  const flush = async (): Promise<void> => {
    backlog.seal()
    // The waiting time is skipped once: at the end of a process there is no later.
    for (let tries = 0; backlog.ready && (tries === 0 || backoff.wait() === 0); tries++) {
      if (inFlight.size < maxInFlight) launch()
      else await Promise.race(inFlight)
    }
    await Promise.all(inFlight)
  }
  return {
    grown: () => {
      if (backlog.grown()) pump()
      else if (timer === undefined) arm(limits.delay)
    },
    get isClosed() {
      return isClosed
    },
    flush: () => outage.quietly(flush),
    close: () => {
      isClosed = true
    },
    get held() {
      return backlog.held
    },
    unsent: () => backlog.all().map((batch) => toUnsent(spec, batch, outage.last())),
  }
}

/** Reports delivery problems, with one warning per outage. */
type Outage = {
  report(reason: string): void
  /** The last reason; undefined if there was none. */
  last(): string | undefined
  /** Runs `work` without warnings. */
  quietly(work: () => Promise<void>): Promise<void>
}

const createOutage = (host: DeliveryHost, key: LossKey): Outage => {
  let last: string | undefined
  let isQuiet = false
  return {
    report: (reason) => {
      last = reason
      if (isQuiet) return
      host.warnOnce(`${key}-waiting`, `the receiver is unavailable (${reason}): ${key} wait in memory`)
    },
    last: () => last,
    quietly: async (work) => {
      isQuiet = true
      await work()
      isQuiet = false
    },
  }
}

const countRecords = (batch: readonly Segment[]): number => batch.reduce((sum, segment) => sum + segment.records, 0)

const toBody = (spec: QueueSpec, batch: readonly Segment[]): Buffer[] =>
  spec.toBody(batch.flatMap((segment) => segment.sections))

const toUnsent = (spec: QueueSpec, batch: readonly Segment[], failure: string | undefined): Unsent => ({
  key: spec.key,
  target: spec.target,
  records: countRecords(batch),
  body: Buffer.concat(toBody(spec, batch)),
  failure,
})
