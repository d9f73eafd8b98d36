import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { PlainsightError } from '../errors.ts'
import { isPageVisit, sendPage } from './page-routes.ts'

/** Fastify's own refusals of a request, in our words. */
const toPlainsightError = (error: FastifyError | PlainsightError): PlainsightError => {
  if (error instanceof PlainsightError) return error
  if (error.validation) return new PlainsightError('QUERY_INVALID', { reason: error.message }, { cause: error })
  if (error.statusCode === 413) return new PlainsightError('BODY_TOO_LARGE', { limit: 'the allowed', when: '' })
  if (error.statusCode === 415) return new PlainsightError('CONTENT_TYPE_UNSUPPORTED', { type: 'of this kind' })
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
    return new PlainsightError('QUERY_INVALID', { reason: error.message }, { cause: error })
  return new PlainsightError('INTERNAL', {}, { cause: error })
}

const answer = (error: FastifyError | PlainsightError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const known = toPlainsightError(error)
  if (known.status >= 500) request.log.error({ err: known.cause ?? known, code: known.code }, known.message)
  const { code, message, hint, status } = known
  if (status === 429 || status === 503) reply.header('retry-after', '5')
  return reply.code(status).send({ error: { code, message, hint, requestId: request.id } })
}

/**
 * The one place where errors become answers: code, sentence and hint go out, causes stay in the log under the request id.
 * An unknown address that a person opens is a view of the page.
 */
export const answerErrors = (app: FastifyInstance): void => {
  app.setErrorHandler<FastifyError | PlainsightError>(answer)
  app.setNotFoundHandler((request, reply) => {
    if (isPageVisit(request)) return sendPage(reply)
    return answer(new PlainsightError('NOT_FOUND', { what: request.url.split('?')[0] ?? '' }), request, reply)
  })
}
