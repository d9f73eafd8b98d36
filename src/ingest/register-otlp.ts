import type { FastifyInstance } from 'fastify'
import { createAttributePolicy } from '../privacy/attribute-policy.ts'
import type { OtlpParts } from './endpoint.ts'
import { addLogs } from './logs.ts'
import { addMetrics } from './metrics.ts'
import { createRefusalNotes } from './refusal-notes.ts'
import { createTextWriter } from './text-writer.ts'
import { addTraces } from './traces.ts'

/**
 * Adds the OTLP/HTTP endpoints `/v1/traces`, `/v1/logs` and `/v1/metrics` to a server. Rows go to `sink` scrubbed; the answer is sent
 * when the sink has them on disk.
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export function registerOtlp(app: FastifyInstance, given: OtlpParts): void {
  const { config, counters } = given
  const parts = { ...given, noteRefusals: createRefusalNotes(app.log) }
  const privacy = {
    policyOf: createAttributePolicy(config.hub.deniedKeys),
    text: createTextWriter(config.hub.scrub, counters),
    counters,
  }
  app.register((scope, _options, done) => {
    // Bodies are read by the endpoints: their limits and errors are those of OTLP, not of the server.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
    addTraces(scope, parts, privacy)
    addLogs(scope, parts, privacy)
    addMetrics(scope, parts, privacy)
    done()
  })
}
