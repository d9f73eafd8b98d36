import { type LokiSettings, toBytes, toSeconds } from './settings.ts'
import type { Entry, Stream } from './streams.ts'

/** Why Loki discards lines, in the words of its label `reason`. */
export type Reason =
  | 'missing_labels'
  | 'max_label_names_per_series'
  | 'label_value_too_long'
  | 'greater_than_max_sample_age'
  | 'too_far_in_future'
  | 'line_too_long'
  | 'disallowed_structured_metadata'
  | 'structured_metadata_too_large'
  | 'structured_metadata_too_many'
  | 'rate_limited'
  | 'per_stream_rate_limit'

/** Loki's own, as loki.yaml leaves it. */
const graceSeconds = 600

const sizeOf = (metadata: Entry['metadata']): number =>
  Object.entries(metadata).reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), 0)

/** Bytes that count against the rates. */
export const sizeOfStream = ({ entries }: Stream): number =>
  entries.reduce((sum, { line, metadata }) => sum + Buffer.byteLength(line) + sizeOf(metadata), 0)

export type Limits = {
  /** Bytes of a body, inflated. */
  readonly body: number
  readonly refuseStream: (stream: Stream) => Reason | undefined
  readonly refuseEntry: (entry: Entry, now: number) => Reason | undefined
  /** The entry with its line cut to what is kept of it. */
  readonly cut: (entry: Entry) => Entry
}

/** The limits that a configuration sets to what may be written. */
export const toLimits = ({ server, limits_config: set }: LokiSettings): Limits => {
  const line = toBytes(set.max_line_size)
  const age = toSeconds(set.reject_old_samples_max_age)
  return {
    body: server.grpc_server_max_recv_msg_size,
    refuseStream: ({ labels }) => {
      const values = Object.values(labels)
      if (values.length === 0) return 'missing_labels'
      if (values.length > set.max_label_names_per_series) return 'max_label_names_per_series'
      const isLong = values.some((value) => Buffer.byteLength(value) > set.max_label_value_length)
      return isLong ? 'label_value_too_long' : undefined
    },
    refuseEntry: ({ nanoseconds, line: text, metadata }, now) => {
      const seconds = Number(nanoseconds) / 1e9
      const entries = Object.keys(metadata).length
      if (set.reject_old_samples && seconds < now / 1000 - age) return 'greater_than_max_sample_age'
      if (seconds > now / 1000 + graceSeconds) return 'too_far_in_future'
      if (!set.max_line_size_truncate && Buffer.byteLength(text) > line) return 'line_too_long'
      if (entries > 0 && !set.allow_structured_metadata) return 'disallowed_structured_metadata'
      if (entries > set.max_structured_metadata_entries_count) return 'structured_metadata_too_many'
      const isLarge = sizeOf(metadata) > toBytes(set.max_structured_metadata_size)
      return isLarge ? 'structured_metadata_too_large' : undefined
    },
    cut: (entry) =>
      Buffer.byteLength(entry.line) > line
        ? { ...entry, line: Buffer.from(entry.line).subarray(0, line).toString() }
        : entry,
  }
}

/** Takes so many bytes out of a bucket that fills at a rate; false when they are not in it. */
export type Bucket = (bytes: number, now: number) => boolean

export const createBucket = (perSecond: number, burst: number): Bucket => {
  let [held, at] = [burst, 0]
  return (bytes, now) => {
    held = Math.min(burst, held + (Math.max(0, now - at) / 1000) * perSecond)
    at = now
    if (bytes > held) return false
    held -= bytes
    return true
  }
}
