import type { FastifyInstance } from 'fastify'
import { signals } from '../../model.ts'
import type { Receivers } from '../create-receivers.ts'
import { addEndpoint } from './endpoint.ts'
import type { BodyLimits } from './read-body.ts'

/**
 * Adds the OTLP/HTTP endpoints `/v1/traces`, `/v1/logs` and `/v1/metrics` to a server. The answer is sent when the
 * receivers have the rows on disk.
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export const registerOtlp = (
  app: FastifyInstance,
  { receivers, limits }: { readonly receivers: Receivers; readonly limits: BodyLimits },
): void => {
  app.register((scope, _options, done) => {
    // Bodies are read by the endpoints: their limits and errors are those of OTLP, not of the server.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
    for (const signal of signals) addEndpoint(scope, receivers[signal], limits)
    done()
  })
}
