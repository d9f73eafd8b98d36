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

/** What is not ours becomes INTERNAL, so that nothing of the inside leaks. */
const toKnownError = (error: unknown): PlainsightError =>
  error instanceof PlainsightError ? error : new PlainsightError('INTERNAL', {}, { cause: error })

const toBody = ({ code, message, hint }: PlainsightError, requestId: string): ErrorAnswer => ({
  error: { code, message, hint, requestId },
})

/** Fastify's error handler for the API: answers with code, sentence and hint, and logs what is our own fault. */
export const answerError = async (error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> => {
  const known = toKnownError(error)
  if (known.retryAfter !== undefined) reply.header('retry-after', String(known.retryAfter))
  if (known.status >= 500) request.log.error({ err: error }, known.message)
  const body = JSON.stringify(toBody(known, request.id))
  await reply.code(known.status).type('application/json; charset=utf-8').send(body)
}
