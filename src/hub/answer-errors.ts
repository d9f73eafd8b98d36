import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answerError } from '../api/error-answer.ts'
import { PlainsightError } from '../errors.ts'
import { isPageVisit, sendPage } from './page-routes.ts'

/** Fastify's own refusals of a request, in our words. */
const toPlainsightError = (error: FastifyError | PlainsightError): unknown => {
  if (error instanceof PlainsightError) return error
  const status = error.validation ? 400 : (error.statusCode ?? 500)
  if (status === 413) return new PlainsightError('BODY_TOO_LARGE', { limit: 'the allowed', when: '' })
  if (status === 415) return new PlainsightError('CONTENT_TYPE_UNSUPPORTED', { type: 'of this kind' })
  if (status >= 400 && status < 500)
    return new PlainsightError('QUERY_INVALID', { reason: error.message }, { cause: error })
  return error
}

/**
 * The one place where errors become answers: code, sentence and hint go out, causes stay in the log under the request id.
 * An unknown address that a person opens is a view of the page.
 */
export const answerErrors = (app: FastifyInstance): void => {
  const answer = (error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> =>
    answerError(error, request, reply)
  app.setErrorHandler<FastifyError | PlainsightError>((error, request, reply) =>
    answer(toPlainsightError(error), request, reply),
  )
  app.setNotFoundHandler((request, reply) => {
    if (isPageVisit(request)) return sendPage(reply)
    return answer(new PlainsightError('NOT_FOUND', { what: request.url.split('?')[0] ?? '' }), request, reply)
  })
}
