import { type Signal, signals } from '../model.ts'
import type { ScrubKind } from '../privacy/text/findings.ts'

/** Why requests or records were rejected. */
export const refusalReasons = [
  'undecodable',
  'encoding_invalid',
  'too_large',
  'content_type',
  'journal_full',
  'unavailable',
  'internal',
  'record_invalid',
  'time_outside',
  'time_unit',
] as const
export type RefusalReason = (typeof refusalReasons)[number]

/** What the privacy rules removed: matches of text scrubbing, and attributes removed or generalised by their name. */
export type ScrubbedKind = ScrubKind | 'denied_key' | 'client_address' | 'user_agent' | 'url_query'
export const scrubbedKinds: readonly ScrubbedKind[] = [
  'email',
  'ip',
  'token',
  'card',
  'secret',
  'denied_key',
  'client_address',
  'user_agent',
  'url_query',
]

/** Figures of ingest since the hub started, for its `/metrics`. Plain numbers, counted up in place. */
export type IngestCounters = {
  /** Records (spans, log records, metric points) that are on disk. */
  readonly accepted: Record<Signal, number>
  /** Requests refused as a whole, by reason; with the last three, single records refused by a partial success. */
  readonly refused: Record<Signal, Record<RefusalReason, number>>
  /** Replacements and removals by kind. */
  readonly scrubbed: Record<ScrubbedKind, number>
  /** Attribute names that were too long and were truncated. */
  cutNames: number
  /** Bytes of request bodies as they were sent, before inflating. */
  readonly receivedBytes: Record<Signal, number>
}

export const createIngestCounters = (): IngestCounters => {
  const perSignal = <T>(make: () => T): Record<Signal, T> =>
    Object.fromEntries(signals.map((signal) => [signal, make()])) as Record<Signal, T>
  const zeros = <K extends string>(keys: readonly K[]): Record<K, number> =>
    Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>
  return {
    accepted: perSignal(() => 0),
    refused: perSignal(() => zeros(refusalReasons)),
    scrubbed: zeros(scrubbedKinds),
    cutNames: 0,
    receivedBytes: perSignal(() => 0),
  }
}
