import type { Config } from '../../config/schema.ts'
import type { Signal } from '../../model.ts'
import { type Losses, type Road, toSignal } from '../losses.ts'
import type { ResourceAttributes } from '../resource.ts'
import { outside } from '../storage.ts'
import { createBacklog } from './backlog.ts'
import { type Backoff, createBackoff } from './backoff.ts'
import { toRequestBody, toResourceBytes } from './envelope.ts'
import { rejectedRecords } from './partial-success.ts'
import type { RecordWriter } from './records.ts'
import type { Segment } from './segments.ts'
import type { Sender, SendResult } from './sender.ts'

/** Exports of one signal that may be on their way at once. */
const maxInFlight = 2

/** What the export needs of the agent. */
export type ExportHost = {
  readonly config: Config
  readonly resourceAttributes: ResourceAttributes
  readonly losses: Losses
  warnOnce(code: string, sentence: string): void
}

/** An export request that was not acknowledged. */
export type Unsent = {
  readonly road: Road
  readonly signal: Signal
  readonly records: number
  readonly body: Buffer
  /** How the last attempt failed, if there was one. */
  readonly failure: string | undefined
}

/** A queue of encoded records, bounded in bytes, sent in batches with retries. Wakes at the first record. */
export type OtlpQueue = RecordWriter & {
  /**
   * Sends all that is held; settles when sent or given up, at the latest after the export timeout. Warns of nothing:
   * what fails waits on.
   */
  flush(): Promise<void>
  /** Records that come later are ignored. */
  close(): void
  /**
   * Export requests of all that was not acknowledged yet, what is on its way included: for the last moment of a
   * process.
   */
  unsent(): Unsent[]
  /** Records that are held, those on their way included. */
  readonly held: number
}

/**
 * Opens the queue of a signal. Nothing is made or armed before the first record. What the receiver cannot take now
 * waits and is tried again, without end, until newer records need its room.
 */
export const createOtlpQueue = (host: ExportHost, road: Road, sender: () => Sender): OtlpQueue => {
  const signal = toSignal(road)
  const { delay, ...limits } = toLimits(host, signal)
  const backoff = createBackoff()
  const lose = (records: number, reason: string): void => host.losses.count(road, records, reason)
  const backlog = createBacklog(limits, (records) => lose(records, 'the queue is full'))
  const inFlight = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  const outage = createOutage(host, road)
  const toBody = createToBody(host)

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
    road,
    signal,
    records: countRecords(batch),
    body: Buffer.concat(toBody(batch)),
    failure: outage.last(),
  })
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
    write: (scope, encode, record) => {
      if (isClosed) return
      if (backlog.write(scope, encode, record)) pump()
      else if (timer === undefined) arm(delay)
    },
    flush: () => outage.quietly(flush),
    close: () => {
      isClosed = true
    },
    get held() {
      return backlog.held
    },
    unsent: () => backlog.all().map(toUnsent),
  }
}

/** What keeps records from the receiver, with one warning. */
type Outage = {
  met(reason: string): void
  /** The last reason; undefined when there was none. */
  last(): string | undefined
  /** Warns of nothing that is met meanwhile. */
  quietly(work: () => Promise<void>): Promise<void>
}

const createOutage = (host: ExportHost, road: Road): Outage => {
  let last: string | undefined
  let isQuiet = false
  return {
    met: (reason) => {
      last = reason
      if (isQuiet) return
      host.warnOnce(`${road}-waiting`, `${road} wait in memory, the receiver is away (${reason})`)
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
const createToBody = (host: ExportHost): ((batch: readonly Segment[]) => Buffer[]) => {
  let resource: Buffer | undefined
  return (batch) => {
    resource ??= toResourceBytes(host.resourceAttributes)
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
  { config: { otel, agent } }: ExportHost,
  signal: Signal,
): { batch: number; records: number; bytes: number; delay: number } => {
  const [set, batch, delay] =
    signal === 'logs'
      ? [otel.blrpMaxQueueSize, otel.blrpMaxExportBatchSize, otel.blrpScheduleDelay]
      : [otel.bspMaxQueueSize, otel.bspMaxExportBatchSize, otel.bspScheduleDelay]
  // Bytes are the bound: a number of records that suits a quiet app is a fifth of a second of a busy one.
  const records = set ?? Number.POSITIVE_INFINITY
  // A quarter of the queue, so that a full queue loses a part of itself and not all.
  const quarter = Math.max(1, Math.floor(records / 4))
  return { records, batch: Math.min(batch, quarter), bytes: agent.exportMaxBytes, delay }
}
