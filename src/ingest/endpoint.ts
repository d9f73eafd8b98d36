import { hash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config/schema.ts'
import { PlainsightError } from '../errors.ts'
import { createGate } from '../limits/gate.ts'
import type { Signal, Sink } from '../model.ts'
import type { IngestCounters, RefusalReason } from './counters.ts'
import type { Decoded, Decoder } from './decoded.ts'
import { contentTypes, type OtlpEncoding, toFailure, toSuccess } from './otlp-answer.ts'
import { inflateBody, receiveBody } from './read-body.ts'
import { Undecodable } from './undecodable.ts'

export type OtlpParts = { readonly sink: Sink; readonly config: Config; readonly counters: IngestCounters }
export type EndpointParts = OtlpParts & {
  /** Tells the log what is not stored. */
  readonly noteRefusals: (signal: Signal, refusals: Decoded['refusals']) => void
}

/** What is special about one signal: how its protobuf is read, and how its JSON becomes that protobuf. */
export type SignalReader = {
  readonly signal: Signal
  readonly decode: Decoder
  readonly fromJson: (json: Buffer) => Buffer
}

/** How many bytes of SHA-256 tell requests apart. */
const digestLength = 16

/** Adds the OTLP endpoint of one signal. */
export function addEndpoint(app: FastifyInstance, reader: SignalReader, parts: EndpointParts): void {
  app.post(`/v1/${reader.signal}`, async (request, reply) => {
    const encoding = toEncoding(request)
    try {
      const decoded = await take(request, encoding, reader, parts)
      count(decoded, reader.signal, parts.counters)
      parts.noteRefusals(reader.signal, decoded.refusals)
      const body = toSuccess(encoding ?? 'json', reader.signal, decoded.refusals)
      return reply
        .code(200)
        .type(contentTypes[encoding ?? 'json'])
        .send(body)
    } catch (error) {
      return answerFailure(request, reply, encoding ?? 'json', toKnownError(error, reader.signal), reader.signal, parts)
    }
  })
}

/** The encoding that the content type names; undefined for all others. */
function toEncoding(request: FastifyRequest): OtlpEncoding | undefined {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase()
  if (type === contentTypes.protobuf) return 'protobuf'
  return type === contentTypes.json ? 'json' : undefined
}

/** Reads, decodes and hands to the sink; settles when the rows are on disk. */
async function take(
  request: FastifyRequest,
  encoding: OtlpEncoding | undefined,
  reader: SignalReader,
  { sink, config, counters }: EndpointParts,
): Promise<Decoded> {
  if (encoding === undefined) {
    throw new PlainsightError('CONTENT_TYPE_UNSUPPORTED', {
      type: (request.headers['content-type'] ?? 'none').slice(0, 60),
    })
  }
  const received = await receiveBody(request.raw, config.hub)
  counters.receivedBytes[reader.signal] += received.bytes.length
  const { decoded, digest } = await gate(async () => {
    const body = await inflateBody(received, config.hub)
    return toRows(body, encoding, reader)
  })
  await Promise.all(decoded.blocks.map((block) => sink.append({ ...block, digest })))
  return decoded
}

/** Inflated bodies are large and live until they are decoded: only so many are there at a time. zlib has no more threads than this. */
const gate = createGate(4)

function toRows(body: Buffer, encoding: OtlpEncoding, reader: SignalReader): { decoded: Decoded; digest: Uint8Array } {
  const decoded = reader.decode(encoding === 'json' ? reader.fromJson(body) : body)
  const digest =
    decoded.blocks.length === 0 ? body.subarray(0, 0) : hash('sha256', body, 'buffer').subarray(0, digestLength)
  return { decoded, digest }
}

function count(decoded: Decoded, signal: Signal, counters: IngestCounters): void {
  counters.accepted[signal] += decoded.accepted
  for (const refusal of decoded.refusals) counters.refused[signal][refusal.reason] += refusal.count
}

function toKnownError(error: unknown, signal: Signal): PlainsightError {
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
}

function answerFailure(
  request: FastifyRequest,
  reply: FastifyReply,
  encoding: OtlpEncoding,
  error: PlainsightError,
  signal: Signal,
  { counters }: EndpointParts,
): FastifyReply {
  counters.refused[signal][reasons[error.code] ?? 'internal']++
  if (error.status >= 500) request.log.error({ err: error, code: error.code, signal }, 'OTLP request failed')
  if (error.retryAfter !== undefined) reply.header('retry-after', String(error.retryAfter))
  return reply
    .code(error.status)
    .type(contentTypes[encoding])
    .send(toFailure(encoding, error.status, `${error.message}. ${error.hint}`))
}
