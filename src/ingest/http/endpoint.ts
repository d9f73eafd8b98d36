import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { PlainsightError } from '../../errors.ts'
import type { Decoded } from '../decoded.ts'
import { contentTypes, type OtlpEncoding, toFailure, toSuccess } from '../otlp-answer.ts'
import type { Receiver } from '../receiver.ts'
import { type BodyLimits, receiveBody } from './read-body.ts'

/** Adds the OTLP endpoint of one signal. */
export const addEndpoint = (app: FastifyInstance, receiver: Receiver, limits: BodyLimits): void => {
  app.post(`/v1/${receiver.signal}`, { config: { access: 'write', cors: true } }, async (request, reply) => {
    const encoding = toEncoding(request)
    try {
      const decoded = await take(request, encoding, receiver, limits)
      const body = toSuccess(encoding ?? 'json', receiver.signal, decoded.refusals)
      return reply
        .code(200)
        .type(contentTypes[encoding ?? 'json'])
        .send(body)
    } catch (error) {
      return answerFailure(request, reply, encoding ?? 'json', receiver.refuse(error), receiver)
    }
  })
}

/** The encoding that the content type names; undefined for all others. */
const toEncoding = (request: FastifyRequest): OtlpEncoding | undefined => {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase()
  if (type === contentTypes.protobuf) return 'protobuf'
  return type === contentTypes.json ? 'json' : undefined
}

const take = async (
  request: FastifyRequest,
  encoding: OtlpEncoding | undefined,
  receiver: Receiver,
  limits: BodyLimits,
): Promise<Decoded> => {
  if (encoding === undefined) {
    throw new PlainsightError('CONTENT_TYPE_UNSUPPORTED', {
      type: (request.headers['content-type'] ?? 'none').slice(0, 60),
    })
  }
  return receiver.receive(await receiveBody(request.raw, limits), encoding)
}

const answerFailure = (
  request: FastifyRequest,
  reply: FastifyReply,
  encoding: OtlpEncoding,
  error: PlainsightError,
  { signal }: Receiver,
): FastifyReply => {
  if (error.status >= 500) request.log.error({ err: error, code: error.code, signal }, 'OTLP request failed')
  if (error.retryAfter !== undefined) reply.header('retry-after', String(error.retryAfter))
  return reply
    .code(error.status)
    .type(contentTypes[encoding])
    .send(toFailure(encoding, error.status, `${error.message}. ${error.hint}`))
}
