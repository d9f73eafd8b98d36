import type { Config } from '../config/schema.ts'
import { createGate, places } from '../limits/semaphore.ts'
import { type Signal, signals } from '../model.ts'
import { createAttributePolicy } from '../privacy/attribute-policy.ts'
import { tables } from '../tables.ts'
import { createTextWriter } from './attributes/text-writer.ts'
import type { AttributePrivacy } from './attributes/value-writer.ts'
import type { Decoder } from './decoded.ts'
import { createLogsDecoder } from './logs/decode-logs.ts'
import { createMetricsDecoder } from './metrics/decode-metrics.ts'
import { createOtlpJsonReader } from './protobuf/json-to-protobuf.ts'
import { createReceiver, type Receiver, type ReceiverParts } from './receiver.ts'
import { createRecordTimes } from './record-times.ts'
import { createRefusalNotes, type NotesLog } from './refusal-notes.ts'
import { createTracesDecoder } from './traces/decode-traces.ts'

export type Receivers = Readonly<Record<Signal, Receiver>>

type ReceiversParts = Omit<ReceiverParts, 'inflating' | 'noteRefusals'> & { readonly log: NotesLog }

const createDecoders = (privacy: AttributePrivacy, { hub }: Config): Readonly<Record<Signal, Decoder>> => ({
  traces: createTracesDecoder(privacy, createRecordTimes({ retentionDays: hub[tables.otel_traces.retention] })),
  logs: createLogsDecoder(privacy, createRecordTimes({ retentionDays: hub[tables.otel_logs.retention] })),
  metrics: createMetricsDecoder(privacy, createRecordTimes({ retentionDays: hub[tables.otel_metrics_sum.retention] })),
})

/** Number of zlib's threads. */
const inflatedBodies = 4

/** Where the agent puts the address of a user when the same setting tells it to. */
const toKeptNames = (collectUser: readonly string[]): readonly string[] =>
  collectUser.includes('email') ? ['user.email', 'user.id'] : []

/** The receivers of the three signals, which all protocols share. Rows go to the sink scrubbed. */
export const createReceivers = (given: ReceiversParts): Receivers => {
  const { config, counters, log } = given
  const parts = { ...given, inflating: createGate(places(inflatedBodies)), noteRefusals: createRefusalNotes(log) }
  const privacy = {
    policyOf: createAttributePolicy(config.hub.deniedKeys, toKeptNames(config.hub.collectUser)),
    text: createTextWriter(config.hub.scrub, counters),
    counters,
  }
  const decoders = createDecoders(privacy, config)
  const create = (signal: Signal): Receiver => {
    const reader = { signal, decode: decoders[signal], fromJson: createOtlpJsonReader(signal) }
    return createReceiver(reader, parts)
  }
  return Object.fromEntries(signals.map((signal) => [signal, create(signal)])) as Receivers
}
