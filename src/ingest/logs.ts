import type { FastifyInstance } from 'fastify'
import { createLogsDecoder } from './decode-logs.ts'
import { addEndpoint, type EndpointParts } from './endpoint.ts'
import { createOtlpJsonReader } from './json-to-protobuf.ts'
import { createRecordTimes } from './record-times.ts'
import type { AttributePrivacy } from './value-writer.ts'

/** `POST /v1/logs`: log records, events among them, into `otel_logs`. */
export function addLogs(app: FastifyInstance, parts: EndpointParts, privacy: AttributePrivacy): void {
  const decode = createLogsDecoder(privacy, createRecordTimes({ retentionDays: parts.config.hub.retentionLogsDays }))
  addEndpoint(app, { signal: 'logs', decode, fromJson: createOtlpJsonReader('logs') }, parts)
}
