import { createRequire } from 'node:module'
import type { Signal } from '../../model.ts'
import type { Road } from '../losses.ts'
import { createOtlpQueue, type ExportHost, type OtlpQueue, type Unsent } from './queue.ts'
import type { RecordWriter } from './records.ts'
import type { Sender, SendResult } from './sender.ts'

const require = createRequire(import.meta.url)

/** Everything that leaves by OTLP: a queue for each road, and the metrics, which need none. */
export type OtlpExporter = {
  /** The one queue of a road, opened when first used. */
  queueOf(road: Road): RecordWriter
  /**
   * Sends one export request, in parts that follow one another, once and outside of the queues; never throws. Metrics
   * go this way.
   */
  post(signal: Signal, parts: readonly Uint8Array[]): Promise<SendResult>
  /** Sends what the queues hold; settles when sent or given up. */
  flush(): Promise<void>
  /** Records that come later are ignored. */
  close(): void
  /** Gives up what is on its way: it is held again. */
  giveUp(): void
  /** Records that are held, those on their way included. */
  held(): number
  /**
   * Waits for the answers to what is on its way, blocking the process for `milliseconds` in all: the last moment of a
   * process.
   */
  awaitAnswers(milliseconds: number): void
  /** What was not acknowledged yet, for the same moment. */
  unsent(): readonly Unsent[]
}

/** Opens nothing before the first record. */
export const createOtlpExporter = (host: ExportHost): OtlpExporter => {
  const queues = new Map<Road, OtlpQueue>()
  const posted = new Set<Unsent>()
  let sender: Sender | undefined
  const openSender = (): Sender => {
    sender ??= loadSender().createSender(host.config)
    return sender
  }
  const all = (): OtlpQueue[] => [...queues.values()]
  return {
    queueOf: (road) => {
      const queue = queues.get(road) ?? createOtlpQueue(host, road, openSender)
      queues.set(road, queue)
      return queue
    },
    post: async (signal, parts) => {
      const post = { road: signal, signal, records: 1, body: Buffer.concat(parts), failure: undefined }
      posted.add(post)
      const done = (): void => void posted.delete(post)
      return openSender().post(signal, [post.body], done).finally(done)
    },
    flush: async () => void (await Promise.all(all().map((queue) => queue.flush()))),
    close: () => {
      for (const queue of all()) queue.close()
    },
    giveUp: () => sender?.giveUp(),
    held: () => all().reduce((sum, queue) => sum + queue.held, posted.size),
    awaitAnswers: (milliseconds) => sender?.awaitAnswers(milliseconds),
    unsent: () => [...all().flatMap((queue) => queue.unsent()), ...posted],
  }
}

/** Loaded when first used: a process that never sends must not pay for it. */
const loadSender = (): typeof import('./sender.ts') => require('./sender.js')
