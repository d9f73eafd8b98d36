import { type IngestCounters, refusalReasons, scrubbedKinds } from '../ingest/ingest-counters.ts'
import { signals } from '../model.ts'
import type { Figure } from './hub-metrics.ts'

/**
 * Accepted and rejected requests and records, and values that the privacy rules removed. Every label value is there
 * from the start, at 0.
 */
export const createIngestFigures = (counters: IngestCounters): readonly Figure[] => [
  {
    name: 'plainsight_ingest_accepted_records',
    kind: 'counter',
    help: 'Spans, log records and metric points on disk',
    read: () => signals.map((signal) => [counters.accepted[signal], { signal }]),
  },
  {
    name: 'plainsight_ingest_refused',
    kind: 'counter',
    help: 'Rejected requests, by reason; record_invalid, time_outside and time_unit count single records',
    read: () =>
      signals.flatMap((signal) =>
        refusalReasons.map((reason) => [counters.refused[signal][reason], { signal, reason }] as const),
      ),
  },
  {
    name: 'plainsight_ingest_received_bytes',
    kind: 'counter',
    help: 'Bytes of request bodies as sent',
    read: () => signals.map((signal) => [counters.receivedBytes[signal], { signal }]),
  },
  {
    name: 'plainsight_privacy_scrubbed',
    kind: 'counter',
    help: 'Values replaced or removed before anything was written, by kind',
    read: () => scrubbedKinds.map((kind) => [counters.scrubbed[kind], { kind }]),
  },
  {
    name: 'plainsight_ingest_cut_names',
    kind: 'counter',
    help: 'Attribute names that were longer than 1,024 bytes and were truncated',
    read: () => [[counters.cutNames]],
  },
]
