import type { FastifyInstance } from 'fastify'
import { createMetricsDecoder } from './decode-metrics.ts'
import { addEndpoint, type EndpointParts } from './endpoint.ts'
import { createOtlpJsonReader } from './json-to-protobuf.ts'
import { createRecordTimes } from './record-times.ts'
import type { AttributePrivacy } from './value-writer.ts'

/** `POST /v1/metrics`: data points of each kind into the table of that kind. */
export function addMetrics(app: FastifyInstance, parts: EndpointParts, privacy: AttributePrivacy): void {
  const decode = createMetricsDecoder(
    privacy,
    createRecordTimes({ retentionDays: parts.config.hub.retentionMetricsDays }),
  )
  addEndpoint(app, { signal: 'metrics', decode, fromJson: createOtlpJsonReader('metrics') }, parts)
}
