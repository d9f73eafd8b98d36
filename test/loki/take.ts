import { type Bucket, createBucket, type Limits, type Reason, sizeOfStream, toLimits } from './limits.ts'
import type { Line } from './select.ts'
import { type LokiSettings, toBytes } from './settings.ts'
import type { Stream } from './streams.ts'

export type Taken = {
  readonly kept: readonly Line[]
  /** How many lines are discarded, by reason. */
  readonly discarded: ReadonlyMap<Reason, number>
}

const toRates = ({ limits_config: set }: LokiSettings) => {
  const streams = new Map<string, Bucket>()
  return {
    ofAll: createBucket(set.ingestion_rate_mb * 1_000_000, set.ingestion_burst_size_mb * 1_000_000),
    of: ({ labels }: Stream): Bucket => {
      const key = JSON.stringify(Object.entries(labels).toSorted())
      const found = streams.get(key)
      const [rate, burst] = [toBytes(set.per_stream_rate_limit), toBytes(set.per_stream_rate_limit_burst)]
      const bucket = found ?? createBucket(rate, burst)
      streams.set(key, bucket)
      return bucket
    },
  }
}

/** Divides what comes into what Loki would keep and what it would discard. */
export const createTake = (settings: LokiSettings, limits: Limits = toLimits(settings)) => {
  const rates = toRates(settings)
  return (streams: readonly Stream[], now: number): Taken => {
    const [kept, discarded]: [Line[], Map<Reason, number>] = [[], new Map()]
    const discard = (reason: Reason, count: number) => discarded.set(reason, (discarded.get(reason) ?? 0) + count)
    const isFast = !rates.ofAll(
      streams.reduce((sum, stream) => sum + sizeOfStream(stream), 0),
      now,
    )
    for (const stream of streams) {
      const { labels, entries } = stream
      const wrong = isFast ? 'rate_limited' : limits.refuseStream(stream)
      const reason = wrong ?? (rates.of(stream)(sizeOfStream(stream), now) ? undefined : 'per_stream_rate_limit')
      if (reason) discard(reason, entries.length)
      else
        for (const entry of entries) {
          const odd = limits.refuseEntry(entry, now)
          if (odd) discard(odd, 1)
          else kept.push({ ...limits.cut(entry), labels })
        }
    }
    return { kept, discarded }
  }
}
