import type { Losses } from '../losses.ts'
import { outside } from '../storage.ts'
import type { EventSink } from './event-sink.ts'
import type { Sink } from './sink.ts'
import type { ToUsageEvent } from './to-usage-event.ts'
import type { UsageEvent } from './usage-event.ts'

/** Maximum number of events per `write`. */
const batchSize = 100
/** Maximum number of queued events; beyond it, the oldest are dropped. */
const maxHeld = 10_000
/** Time for which events are collected into a batch, in ms. */
const delay = 1000
/** Timeout of a call of a sink, in ms. */
const timeoutMs = 10_000

/** What the queue of a sink needs of the agent. */
export type EventQueueHost = {
  readonly losses: Losses
  readonly toUsageEvent: ToUsageEvent
  warnOnce(code: string, sentence: string): void
}

/**
 * Queues events for a sink that accepts batches: the sink is called outside of any request, one batch at a time, and
 * its failures affect neither the app nor other sinks.
 */
export const createEventQueue = (name: string, sink: EventSink, host: EventQueueHost): Sink => {
  const queue: UsageEvent[] = []
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined
  let inWrite = 0
  let isUnflushed = false
  let isClosed = false
  const lose = (events: number, reason: string): void => host.losses.count(`events to ${name}`, events, reason)

  const write = async (): Promise<void> => {
    const batch = queue.splice(0, batchSize)
    inWrite = batch.length
    isUnflushed = true
    try {
      await outside(() => settled(() => sink.write(batch)))
    } catch (error) {
      lose(batch.length, toReason(error))
    }
    inWrite = 0
    writing = undefined
  }
  const pump = (): Promise<void> => {
    writing ??= write()
    return writing
  }
  const drain = async (): Promise<void> => {
    while (queue.length > 0 || writing !== undefined) await pump()
  }
  /** Never within the app's call: a sink may block the thread for some time. */
  const arm = (wait: number): void => {
    clearTimeout(timer)
    timer = outside(() => setTimeout(tick, wait).unref())
  }
  const tick = (): void => {
    timer = undefined
    void drain()
  }
  const call = async (method: 'flush' | 'close'): Promise<void> => {
    try {
      await outside(() => settled(() => sink[method]?.()))
    } catch (error) {
      host.warnOnce(`${name}-${method}`, `${method}() of the event sink ${name} failed: ${toReason(error)}`)
    }
  }
  return {
    event: (record) => {
      if (isClosed) return
      queue.push(host.toUsageEvent(record))
      if (queue.length > maxHeld) {
        queue.shift()
        lose(1, 'the sink is too slow, and its queue is full')
      }
      if (timer === undefined) arm(delay)
      else if (queue.length === batchSize) arm(0)
    },
    pending: () => queue.length > 0 || inWrite > 0 || isUnflushed,
    flush: async () => {
      await drain()
      isUnflushed = false
      await call('flush')
    },
    close: async () => {
      isClosed = true
      await call('close')
    },
    exit: () => {
      isClosed = true
      const left = inWrite + writeLast(sink, queue.splice(0))
      if (left > 0) lose(left, 'the process ended before delivery')
    },
  }
}

/** Passes the remaining events to a sink while the process exits; returns how many it did not accept synchronously. */
const writeLast = (sink: EventSink, events: readonly UsageEvent[]): number => {
  let lost = 0
  for (let at = 0; at < events.length; at += batchSize) {
    const batch = events.slice(at, at + batchSize)
    try {
      if (isPromise(sink.write(batch))) lost += batch.length
    } catch {
      lost += batch.length
    }
  }
  return lost
}

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as PromiseLike<unknown> | undefined)?.then === 'function'

/** Settles with the work, or rejects if it takes too long. The timer does not keep the process alive. */
const settled = (work: () => Promise<void> | void): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not settled within ${timeoutMs} ms`)), timeoutMs)
    timer.unref()
    new Promise<void>((begun) => begun(work())).then(resolve, reject).finally(() => clearTimeout(timer))
  })

const toReason = (error: unknown): string => String((error as Error | undefined)?.message ?? error)
