import type { Config } from '../../config/schema.ts'
import type { Signal } from '../../model.ts'
import type { Delivery } from '../delivery/delivery.ts'
import type { Queue } from '../delivery/queue.ts'
import type { SendResult } from '../delivery/sender.ts'
import { type FindTarget, remembered } from '../delivery/target.ts'
import { type Road, toSignal } from '../losses.ts'
import type { ResourceAttributes } from '../resource.ts'
import { toRequestBody, toResourceBytes } from './envelope.ts'
import { rejectedRecords } from './partial-success.ts'
import type { RecordWriter } from './records.ts'
import { createOtlpSegment } from './segments.ts'
import { toOtlpTarget } from './target.ts'

/** Everything that is sent by OTLP: one queue per road, and the metrics, which need none. */
export type OtlpExporter = {
  /** The one queue of a road, opened when first used. */
  queueOf(road: Road): RecordWriter
  /**
   * Sends one export request, in parts that follow one another, once and outside of the queues; never throws. Used for
   * metrics.
   */
  post(signal: Signal, parts: readonly Uint8Array[]): Promise<SendResult>
  /** Sends what the queues hold; settles when it is sent or abandoned. */
  flush(): Promise<void>
  /** Records that come later are ignored. */
  close(): void
}

/** What the export needs of the agent. */
export type ExportHost = {
  readonly config: Config
  readonly delivery: Delivery
  readonly resourceAttributes: ResourceAttributes
}

export const createOtlpExporter = (host: ExportHost): OtlpExporter => {
  const opened = new Map<Road, Opened>()
  const toTarget = (signal: Signal): FindTarget => remembered(() => toOtlpTarget(host.config, signal))
  const targets = { traces: toTarget('traces'), logs: toTarget('logs'), metrics: toTarget('metrics') }
  let resource: Buffer | undefined
  const open = (road: Road): Opened => {
    const signal = toSignal(road)
    const segment = createOtlpSegment()
    const queue = host.delivery.openQueue({
      key: road,
      limits: toLimits(host.config, signal),
      open: segment,
      target: targets[signal],
      toBody: (sections) => {
        resource ??= toResourceBytes(host.resourceAttributes)
        return toRequestBody(resource, sections)
      },
      toRejected: rejectedRecords,
    })
    const write: RecordWriter['write'] = (scope, encode, record) => {
      if (queue.isClosed) return
      segment.write(scope, encode, record)
      queue.grown()
    }
    return { queue, writer: { write } }
  }
  const queues = (): Queue[] => [...opened.values()].map(({ queue }) => queue)
  return {
    queueOf: (road) => {
      const known = opened.get(road) ?? open(road)
      opened.set(road, known)
      return known.writer
    },
    post: (signal, parts) => host.delivery.post(signal, targets[signal], parts),
    flush: async () => void (await Promise.all(queues().map((queue) => queue.flush()))),
    close: () => {
      for (const queue of queues()) queue.close()
    },
  }
}

type Opened = { readonly queue: Queue; readonly writer: RecordWriter }

const toLimits = (
  { otel, agent }: Config,
  signal: Signal,
): { batch: number; records: number; bytes: number; delay: number } => {
  const [set, batch, delay] =
    signal === 'logs'
      ? [otel.blrpMaxQueueSize, otel.blrpMaxExportBatchSize, otel.blrpScheduleDelay]
      : [otel.bspMaxQueueSize, otel.bspMaxExportBatchSize, otel.bspScheduleDelay]
  // Limited by bytes: a number of records that suits a quiet app is a fifth of a second of a busy one.
  const records = set ?? Number.POSITIVE_INFINITY
  // A quarter of the queue, so that a full queue loses only a part of its records.
  const quarter = Math.max(1, Math.floor(records / 4))
  return { records, batch: Math.min(batch, quarter), bytes: agent.exportMaxBytes, delay }
}
