import { requestField, resourceField, resourceGroupField, scopeField, scopeGroupField } from '../../otlp-fields.ts'
import { toSize } from '../delivery/segments.ts'
import type { ResourceAttributes } from '../resource.ts'
import { writeAttribute } from './any-value.ts'
import {
  beginMessage,
  createProtobufWriter,
  delimitedTag,
  endMessage,
  toBytes,
  writeString,
  writeVarint,
} from './protobuf-writer.ts'
import type { OtlpScope } from './records.ts'

/** Field of one record inside its scope. */
export const recordField: number = scopeGroupField.records

/** Bytes of the `resource` field, encoded once: every export begins with them. */
export const toResourceBytes = (attributes: ResourceAttributes): Buffer => {
  const writer = createProtobufWriter()
  const start = beginMessage(writer, resourceGroupField.resource)
  for (const [key, value] of Object.entries(attributes)) writeAttribute(writer, resourceField.attributes, key, value)
  endMessage(writer, start)
  return toBytes(writer)
}

/** Instrumentation scope of what the agent records itself. */
export const agentScope: OtlpScope = { name: 'plainsight' }

/** Bytes of the `scope` field. */
export const toScopeBytes = (scope: OtlpScope): Buffer => {
  const writer = createProtobufWriter(128)
  const start = beginMessage(writer, scopeGroupField.scope)
  writeString(writer, scopeField.name, scope.name)
  if (scope.version) writeString(writer, scopeField.version, scope.version)
  endMessage(writer, start)
  return toBytes(writer)
}

/** A scope with its records, in the bytes of the field `scope_spans` or `scope_logs`. The records are not copied. */
export const toScopeSection = (scope: Buffer, records: Buffer): Buffer[] => [
  toHeader(resourceGroupField.scopeGroups, scope.length + records.length),
  scope,
  records,
]

/** A whole export request, in parts that follow one another. */
export const toRequestBody = (resource: Buffer, sections: readonly Buffer[]): Buffer[] => [
  toHeader(requestField.resourceGroups, toSize(sections) + resource.length),
  resource,
  ...sections,
]

const toHeader = (field: number, size: number): Buffer => {
  const writer = createProtobufWriter(16)
  writeVarint(writer, delimitedTag(field))
  writeVarint(writer, size)
  return writer.bytes.subarray(0, writer.length)
}
