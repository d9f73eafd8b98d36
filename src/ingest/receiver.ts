import { hash } from 'node:crypto'
import type { Config } from '../config/schema.ts'
import { PlainsightError } from '../errors.ts'
import { inflateBody, type ReceivedBody } from '../http/inflate.ts'
import type { Gate } from '../limits/semaphore.ts'
import type { Signal } from '../model.ts'
import { releaseBuffer } from '../native/buffer-pool.ts'
import type { Sink } from '../row-block.ts'
import type { Decoded, Decoder } from './decoded.ts'
import type { IngestCounters, RefusalReason } from './ingest-counters.ts'
import type { OtlpEncoding } from './otlp-answer.ts'
import { Undecodable } from './protobuf/undecodable.ts'

export type ReceiverParts = {
  readonly sink: Sink
  readonly config: Config
  readonly counters: IngestCounters
  /** Inflated bodies are large and live until they are decoded: only so many are there at a time. */
  readonly inflating: Gate<unknown>
  /** Tells the log what is not stored. */
  readonly noteRefusals: (signal: Signal, refusals: Decoded['refusals']) => void
}

/** What is special about one signal: how its protobuf is read, and how its JSON becomes that protobuf. */
export type SignalReader = {
  readonly signal: Signal
  readonly decode: Decoder
  readonly fromJson: (json: Buffer) => Buffer
}

/** Takes the requests of one signal, by whatever protocol they come. */
export type Receiver = {
  readonly signal: Signal
  /**
   * Reads, decodes and hands to the sink; settles when the rows are on disk. Once the client is gone, what was not
   * begun is left undone.
   */
  receive(body: ReceivedBody, encoding: OtlpEncoding, client?: AbortSignal): Promise<Decoded>
  /** Counts a request that was not taken, and gives its failure as one of ours. */
  refuse(error: unknown): PlainsightError
}

/** How many bytes of SHA-256 tell requests apart. */
const digestLength = 16

export const createReceiver = (reader: SignalReader, parts: ReceiverParts): Receiver => {
  const { sink, config, counters } = parts
  const { signal } = reader
  return {
    signal,
    receive: async (received, encoding, client) => {
      counters.receivedBytes[signal] += received.bytes.length
      const { decoded, digest } = await parts.inflating(async () => {
        client?.throwIfAborted()
        const body = await inflateBody(received, config.hub.maxInflatedBytes)
        return toRows(body, encoding, reader)
      })
      await appendAll(decoded.blocks, digest, sink)
      counters.accepted[signal] += decoded.accepted
      for (const { reason, count } of decoded.refusals) counters.refused[signal][reason] += count
      parts.noteRefusals(signal, decoded.refusals)
      return decoded
    },
    refuse: (thrown) => {
      const error = toKnownError(thrown, signal)
      counters.refused[signal][reasons[error.code] ?? 'internal']++
      return error
    },
  }
}

/** A block's buffer goes back to the pool as soon as the sink is done with it. */
const appendAll = async (blocks: Decoded['blocks'], digest: Uint8Array, sink: Sink): Promise<void> => {
  const append = async (block: Decoded['blocks'][number]): Promise<void> => {
    try {
      await sink.append({ ...block, digest })
    } finally {
      releaseBuffer(block.bytes)
    }
  }
  await Promise.all(blocks.map(append))
}

const toRows = (
  body: Buffer,
  encoding: OtlpEncoding,
  reader: SignalReader,
): { decoded: Decoded; digest: Uint8Array } => {
  const decoded = reader.decode(encoding === 'json' ? reader.fromJson(body) : body)
  const digest =
    decoded.blocks.length === 0 ? body.subarray(0, 0) : hash('sha256', body, 'buffer').subarray(0, digestLength)
  return { decoded, digest }
}

const toKnownError = (error: unknown, signal: Signal): PlainsightError => {
  if (error instanceof PlainsightError) return error
  if (error instanceof Undecodable) return new PlainsightError('OTLP_UNDECODABLE', { signal, reason: error.message })
  return new PlainsightError('INTERNAL', {}, { cause: error })
}

const reasons: Readonly<Record<string, RefusalReason>> = {
  OTLP_UNDECODABLE: 'undecodable',
  CONTENT_ENCODING_INVALID: 'encoding_invalid',
  BODY_TOO_LARGE: 'too_large',
  CONTENT_TYPE_UNSUPPORTED: 'content_type',
  JOURNAL_FULL: 'journal_full',
  JOURNAL_UNWRITABLE: 'unavailable',
  HUB_STOPPING: 'unavailable',
  REQUESTS_WAITING: 'unavailable',
}
