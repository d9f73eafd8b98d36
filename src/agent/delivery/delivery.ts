import { createRequire } from 'node:module'
import type { LossKey } from '../losses.ts'
import { createQueue, type DeliveryHost, type Queue, type QueueSpec, type Unsent } from './queue.ts'
import type { Sender, SendResult } from './sender.ts'
import type { FindTarget } from './target.ts'

const require = createRequire(import.meta.url)

/** Everything that the agent posts by HTTP: queues, and requests that need none. */
export type Delivery = {
  openQueue(spec: QueueSpec): Queue
  /** Sends one request, in parts that follow one another, once and outside of the queues; never throws. */
  post(key: LossKey, target: FindTarget, parts: readonly Uint8Array[]): Promise<SendResult>
  /** Aborts what is in flight: it is held again. */
  giveUp(): void
  /** Number of records held, including those in flight. */
  held(): number
  /**
   * Waits for the responses to what is in flight, blocking the process for up to `milliseconds` in total: for use while
   * the process exits.
   */
  awaitAnswers(milliseconds: number): void
  /** What is not acknowledged yet, for the same use. */
  unsent(): readonly Unsent[]
}

/** Opens nothing before the first record. */
export const createDelivery = (host: DeliveryHost): Delivery => {
  const queues: Queue[] = []
  const posted = new Set<Unsent>()
  let sender: Sender | undefined
  const openSender = (): Sender => {
    sender ??= loadSender().createSender()
    return sender
  }
  return {
    openQueue: (spec) => {
      const queue = createQueue(host, spec, openSender)
      queues.push(queue)
      return queue
    },
    post: async (key, target, parts) => {
      const post = { key, target, records: 1, body: Buffer.concat(parts), failure: undefined }
      posted.add(post)
      const done = (): void => void posted.delete(post)
      return openSender().post(target, [post.body], done).finally(done)
    },
    giveUp: () => sender?.giveUp(),
    held: () => queues.reduce((sum, queue) => sum + queue.held, posted.size),
    awaitAnswers: (milliseconds) => sender?.awaitAnswers(milliseconds),
    unsent: () => [...queues.flatMap((queue) => queue.unsent()), ...posted],
  }
}

/** Loaded when first used: a process that never sends must not pay for it. */
const loadSender = (): typeof import('./sender.ts') => require('./sender.js')
