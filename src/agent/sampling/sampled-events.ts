import type { LogRecord } from '../logs/log-record.ts'
import type { Sink } from '../sinks/sink.ts'

/** The number of events that a sampled one represents: the property that keeps sums correct. */
const weightName = 'sample_weight'

/**
 * The sinks with the events of a share of the users (`PLAINSIGHT_EVENTS_SAMPLE_RATE`): all events of a user or none,
 * consistently in every process, because sampling single events would break funnels.
 */
export const withSampledEvents = (sinks: Sink, rate: number): Sink => {
  const take = sinks.event
  if (rate >= 1 || take === undefined) return sinks
  return {
    ...sinks,
    event: (record) => {
      const who = whoseOf(record)
      if (who === undefined) take(record)
      else if (toShare(who) < rate) take(weighted(record, 1 / rate))
    },
  }
}

/** Undefined for an event outside of requests without a user: such events are few. */
const whoseOf = ({ bindings, ids }: LogRecord): string | undefined => {
  const { 'user.id': user, 'session.id': session } = (bindings ?? {}) as Readonly<Record<string, unknown>>
  const id = user ?? session ?? ids?.traceId
  return id === undefined ? undefined : String(id)
}

const weighted = (record: LogRecord, weight: number): LogRecord => ({
  ...record,
  bindings: { ...record.bindings, [weightName]: weight },
  skip: new Set([...(record.skip ?? []), weightName]),
})

/**
 * Maps an id to a number from 0 to 1, evenly distributed even for sequential ids: FNV-1a with the finalizer of
 * MurmurHash3.
 */
const toShare = (id: string): number => {
  let hash = 0x811c9dc5
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
