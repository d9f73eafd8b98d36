import type { AgentContext, OtlpScope } from '../context.ts'
import { writeAttribute } from './any-value.ts'
import {
  beginMessage,
  createProtobufWriter,
  endMessage,
  type ProtobufWriter,
  toBytes,
  varintSize,
  writeString,
  writeVarint,
} from './protobuf-writer.ts'

/**
 * The nesting is the same for spans and log records: a request has resources, a resource has scopes, a scope has records.
 * Field numbers of `ExportTraceServiceRequest` and `ResourceSpans`, and of their twins for logs.
 */
const requestField = { resources: 1 } as const
const resourceField = { resource: 1, scopes: 2, schemaUrl: 3 } as const
const scopeField = { scope: 1, records: 2 } as const
const delimitedTag = (field: number): number => field * 8 + 2

/** Tag of one record inside its scope. */
export const recordTag: number = delimitedTag(scopeField.records)

/** Bytes of the `resource` field, made once: they begin every export. */
export const toResourceBytes = (attributes: AgentContext['resourceAttributes']): Buffer => {
  const writer = createProtobufWriter()
  const start = beginMessage(writer, resourceField.resource)
  for (const [key, value] of Object.entries(attributes)) writeAttribute(writer, 1, key, value)
  endMessage(writer, start)
  return toBytes(writer)
}

/** Bytes of the `scope` field. */
export const toScopeBytes = (scope: OtlpScope): Buffer => {
  const writer = createProtobufWriter(128)
  const start = beginMessage(writer, scopeField.scope)
  writeString(writer, 1, scope.name)
  if (scope.version) writeString(writer, 2, scope.version)
  endMessage(writer, start)
  return toBytes(writer)
}

/** A scope with its records, in the bytes of the field `scope_spans` or `scope_logs`. */
export const toScopeSection = (scope: Buffer, records: Uint8Array): Buffer => {
  const size = scope.length + records.length
  const writer = createProtobufWriter(size + 16)
  writeHeader(writer, resourceField.scopes, size)
  return Buffer.concat([writer.bytes.subarray(0, writer.length), scope, records])
}

/** A whole export request. */
export const toRequestBody = (resource: Buffer, sections: readonly Buffer[]): Buffer => {
  const size = sections.reduce((sum, section) => sum + section.length, resource.length)
  const writer = createProtobufWriter(1 + varintSize(size))
  writeHeader(writer, requestField.resources, size)
  return Buffer.concat([writer.bytes.subarray(0, writer.length), resource, ...sections])
}

const writeHeader = (writer: ProtobufWriter, field: number, size: number): void => {
  writeVarint(writer, delimitedTag(field))
  writeVarint(writer, size)
}
