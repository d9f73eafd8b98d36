import type { FastifyReply, FastifyRequest } from 'fastify'
import { type ErrorCode, PlainsightError } from '../errors.ts'

/** Body of every error answer of the API. */
export type ErrorAnswer = {
  readonly error: {
    readonly code: ErrorCode
    readonly message: string
    readonly hint: string
    readonly requestId: string
  }
}

/** Any failure as an answer; what is not ours becomes INTERNAL, so that nothing of the inside leaks. */
export const toErrorAnswer = (error: unknown, requestId: string): ErrorAnswer & { readonly status: number } => {
  const known = error instanceof PlainsightError ? error : new PlainsightError('INTERNAL', {}, { cause: error })
  const { code, message, hint, status } = known
  return { status, error: { code, message, hint, requestId } }
}

/** Fastify's error handler for the API: answers with code, sentence and hint, and logs what is our own fault. */
export const answerError = async (error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> => {
  const { status, ...body } = toErrorAnswer(error, request.id)
  if (status === 429 || status === 503) reply.header('retry-after', '5')
  if (status >= 500) request.log.error({ err: error }, body.error.message)
  await reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify(body))
}
