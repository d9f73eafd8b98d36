import type { Config } from '../../config/schema.ts'
import { version } from '../../version.ts'
import type { Delivery } from '../delivery/delivery.ts'
import { notNow, remembered, type Target } from '../delivery/target.ts'
import { createJsonSegment, toJsonArray } from './json-segment.ts'
import type { Sink } from './sink.ts'
import type { ToUsageEvent } from './to-usage-event.ts'

/** What the sink needs of the agent. */
export type EventHttpHost = {
  readonly config: Config
  readonly delivery: Delivery
  readonly toUsageEvent: ToUsageEvent
}

/**
 * Posts usage events as JSON to the user's own endpoint (`PLAINSIGHT_EVENTS_URL`), in batches that are retried.
 * `schemas/events.json` describes the body.
 */
export const createEventHttp = ({ config, delivery, toUsageEvent }: EventHttpHost): Sink => {
  const { otel, agent } = config
  const open = createJsonSegment()
  const queue = delivery.openQueue({
    key: 'events to http',
    limits: {
      batch: otel.blrpMaxExportBatchSize,
      records: otel.blrpMaxQueueSize ?? Number.POSITIVE_INFINITY,
      bytes: agent.exportMaxBytes,
      delay: otel.blrpScheduleDelay,
    },
    open,
    target: remembered(() => toTarget(config)),
    toBody: (sections) => [head, ...toJsonArray(sections), tail],
  })
  return {
    event: (record) => {
      if (queue.isClosed) return
      open.write(toUsageEvent(record))
      queue.grown()
    },
    flush: queue.flush,
    close: async () => queue.close(),
  }
}

const head = Buffer.from('{"events":')
const tail = Buffer.from('}')

const toTarget = ({ agent, otel }: Config): Target => ({
  url: new URL(agent.eventsUrl as string),
  headers: {
    'content-type': 'application/json',
    'user-agent': `plainsight/${version}`,
    ...(agent.eventsApiKey && { authorization: `Bearer ${agent.eventsApiKey}` }),
  },
  gzip: true,
  timeout: otel.timeout,
  tls: { ca: agent.eventsCertificate, key: undefined, cert: undefined },
  retryable: notNow,
})
