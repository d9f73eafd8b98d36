import type { Signal } from '../../model.ts'
import type { AgentContext, OtlpQueue, SendResult, Unsent } from '../context.ts'
import { outside } from '../storage.ts'
import { createBacklog } from './backlog.ts'
import { type Backoff, createBackoff } from './backoff.ts'
import { toRequestBody, toResourceBytes } from './envelope.ts'
import { rejectedRecords } from './partial-success.ts'
import type { Segment } from './segments.ts'
import type { Sender } from './sender.ts'

/** Exports of one signal that may be on their way at once. */
const mostInFlight = 2

/** The queue as its owner knows it. */
export type OwnedQueue = OtlpQueue & {
  /** `flush` when the process ends: nobody is told that records wait, since they do not. */
  finish(): Promise<void>
  /** Export requests of all that was not acknowledged yet, what is on its way included: for the last moment of a process. */
  unsent(): Unsent[]
  /** Records that are held, those on their way included. */
  readonly held: number
}

/**
 * Opens the queue of a signal. Nothing is made or armed before the first record. What the receiver cannot take now waits
 * and is tried again, without end, until newer records need its room.
 */
export const createOtlpQueue = (context: AgentContext, signal: Signal, sender: () => Sender): OwnedQueue => {
  const { delay, ...limits } = toLimits(context, signal)
  const backoff = createBackoff()
  const lose = (records: number, reason: string): void => context.countLost(signal, records, reason)
  const backlog = createBacklog(limits, (records) => lose(records, 'the queue is full'))
  const inFlight = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  const outage = createOutage(context, signal)
  const toBody = createToBody(context)

  const arm = (wait: number): void => {
    timer ??= outside(() => setTimeout(tick, wait).unref())
  }
  const tick = (): void => {
    timer = undefined
    backlog.seal()
    pump()
  }
  /** Sends while there is something to send and the way is free; else comes back when it will be. */
  const pump = (): void => {
    while (backlog.ready && inFlight.size < mostInFlight) {
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
    settle(batch, await sender().post(signal, toBody(batch), () => backlog.done(batch)))
  const settle = (batch: readonly Segment[], result: SendResult): void => {
    if (result.kind === 'given up' || result.kind === 'retry') {
      backoff.failed(result.kind === 'retry' ? result.retryAfter : undefined)
      if (result.kind === 'retry') outage.met(result.reason)
      backlog.putBack(batch)
      return
    }
    backlog.done(batch)
    if (result.kind === 'refused') lose(countRecords(batch), result.reason)
    else acknowledge(backoff, result.body, lose)
  }
  const toUnsent = (batch: readonly Segment[]): Unsent => ({
    signal,
    records: countRecords(batch),
    body: Buffer.concat(toBody(batch)),
    failure: outage.last(),
  })
  const flush = async (): Promise<void> => {
    backlog.seal()
    // The waiting time is skipped once: at the end of a process there is no later.
    for (let tries = 0; backlog.ready && (tries === 0 || backoff.wait() === 0); tries++) {
      if (inFlight.size < mostInFlight) launch()
      else await Promise.race(inFlight)
    }
    await Promise.all(inFlight)
  }
  return {
    signal,
    write: (scope, encode, record) => {
      if (backlog.write(scope, encode, record)) pump()
      else if (timer === undefined) arm(delay)
    },
    flush,
    finish: () => outage.quietly(flush),
    get held() {
      return backlog.held
    },
    unsent: () => backlog.all().map(toUnsent),
  }
}

/** What keeps records from the receiver, and that somebody hears of it. */
type Outage = {
  met(reason: string): void
  /** The last reason; undefined when there was none. */
  last(): string | undefined
  /** Says nothing of what is met meanwhile. */
  quietly(work: () => Promise<void>): Promise<void>
}

const createOutage = (context: AgentContext, signal: Signal): Outage => {
  let last: string | undefined
  let isQuiet = false
  return {
    met: (reason) => {
      last = reason
      if (isQuiet) return
      context.warnOnce(`${signal}-waiting`, `${signal} wait in memory, the receiver is away (${reason})`)
    },
    last: () => last,
    quietly: async (work) => {
      isQuiet = true
      await work()
      isQuiet = false
    },
  }
}

/** Export requests of batches. */
const createToBody = (context: AgentContext): ((batch: readonly Segment[]) => Buffer[]) => {
  let resource: Buffer | undefined
  return (batch) => {
    resource ??= toResourceBytes(context.resourceAttributes)
    return toRequestBody(
      resource,
      batch.flatMap((segment) => segment.sections),
    )
  }
}

const countRecords = (batch: readonly Segment[]): number => batch.reduce((sum, segment) => sum + segment.records, 0)

const acknowledge = (backoff: Backoff, body: Buffer, lose: (records: number, reason: string) => void): void => {
  backoff.succeeded()
  const rejected = rejectedRecords(body)
  if (rejected.count > 0) lose(rejected.count, rejected.reason || 'rejected by the receiver')
}

const toLimits = (
  { config: { otel, agent } }: AgentContext,
  signal: Signal,
): { batch: number; records: number; bytes: number; delay: number } => {
  const [set, batch, delay] =
    signal === 'logs'
      ? [otel.blrpMaxQueueSize, otel.blrpMaxExportBatchSize, otel.blrpScheduleDelay]
      : [otel.bspMaxQueueSize, otel.bspMaxExportBatchSize, otel.bspScheduleDelay]
  // Bytes are the bound: a number of records that suits a quiet app is a fifth of a second of a busy one.
  const records = set ?? Number.POSITIVE_INFINITY
  // A quarter of the queue, so that a full queue loses a part of itself and not all.
  const most = Math.max(1, Math.floor(records / 4))
  return { records, batch: Math.min(batch, most), bytes: agent.exportMaxBytes, delay }
}
