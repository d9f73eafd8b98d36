import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { PlainsightError } from '../errors.ts'
import { answerVisit, isPageVisit } from './page-routes.ts'
import { secureHeaders } from './secure-headers.ts'
import { answerError } from './send-error.ts'

/** Errors of Fastify as errors of the registry. */
const toPlainsightError = (error: FastifyError | PlainsightError, request: FastifyRequest): unknown => {
  if (error instanceof PlainsightError) return error
  const status = error.validation ? 400 : (error.statusCode ?? 500)
  if (status === 413) return new PlainsightError('BODY_TOO_LARGE', { limit: request.routeOptions.bodyLimit, when: '' })
  if (status === 415)
    return new PlainsightError('CONTENT_TYPE_UNSUPPORTED', {
      type: request.headers['content-type']?.slice(0, 60) ?? 'none',
    })
  if (status >= 400 && status < 500)
    return new PlainsightError('QUERY_INVALID', { reason: error.message }, { cause: error })
  return error
}

/** For requests that fail before any hook runs, for example with an address that cannot be parsed. */
export const answerFrameworkError = (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void =>
  void answerError(toPlainsightError(error, request), request, reply.headers(secureHeaders))

/**
 * Turns errors of HTTP requests into responses with code, sentence and hint; causes stay in the log, under the
 * request id. The page answers a browser at an unknown address.
 */
export const answerErrors = (app: FastifyInstance): void => {
  app.setErrorHandler<FastifyError | PlainsightError>((error, request, reply) =>
    answerError(toPlainsightError(error, request), request, reply),
  )
  app.setNotFoundHandler((request, reply) => {
    if (isPageVisit(request)) return answerVisit(request, reply)
    const what = `${request.method} ${request.url.split('?')[0]}`
    return answerError(new PlainsightError('NOT_FOUND', { what }), request, reply)
  })
}
