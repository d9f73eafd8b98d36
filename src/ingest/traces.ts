import type { FastifyInstance } from 'fastify'
import { createTracesDecoder } from './decode-traces.ts'
import { addEndpoint, type EndpointParts } from './endpoint.ts'
import { createOtlpJsonReader } from './json-to-protobuf.ts'
import { createRecordTimes } from './record-times.ts'
import type { AttributePrivacy } from './value-writer.ts'

/** `POST /v1/traces`: spans into `otel_traces`. */
export function addTraces(app: FastifyInstance, parts: EndpointParts, privacy: AttributePrivacy): void {
  const decode = createTracesDecoder(
    privacy,
    createRecordTimes({ retentionDays: parts.config.hub.retentionTracesDays }),
  )
  addEndpoint(app, { signal: 'traces', decode, fromJson: createOtlpJsonReader('traces') }, parts)
}
