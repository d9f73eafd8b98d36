import { toEncodedText } from '../../native/column.ts'
import { type EncodedMap, emptyMap } from '../../native/map-column.ts'
import { requestField, resourceField, resourceGroupField, scopeField } from '../../otlp-fields.ts'
import type { AttributeList } from '../attributes/attribute-list.ts'
import { finishMessage, type Reader, readEnd, readVarint, skipField, toKnownFields, toTags } from './protobuf-reader.ts'

/** What all records of one resource share. Texts are ClickHouse strings, length first, ready to be copied into rows. */
export type Resource = { readonly attributes: EncodedMap; readonly serviceName: Buffer; readonly schemaUrl: Buffer }

/** What all records of one instrumentation scope share. */
export type InstrumentationScope = {
  readonly name: Buffer
  readonly version: Buffer
  readonly attributes: EncodedMap
  readonly droppedAttributes: number
  readonly schemaUrl: Buffer
}

/** Takes one record, which stands between the reader's place and `end`. */
export type RecordReader = (r: Reader, end: number, resource: Resource, scope: InstrumentationScope) => void

const noText = Buffer.from([0])
const noScope: InstrumentationScope = {
  name: noText,
  version: noText,
  attributes: emptyMap,
  droppedAttributes: 0,
  schemaUrl: noText,
}

const requestTags = toTags(requestField)
const requestFields = toKnownFields(requestField)
const resourceTags = toTags(resourceField, { droppedAttributesCount: 'varint' })
const resourceFields = toKnownFields(resourceField)
const scopeTags = toTags(scopeField, { droppedAttributesCount: 'varint' })
const scopeFields = toKnownFields(scopeField)

/** ResourceSpans, ScopeLogs and so on are built alike: what their members share, the members, the schema URL. */
const groupField = {
  shared: resourceGroupField.resource,
  members: resourceGroupField.scopeGroups,
  schemaUrl: resourceGroupField.schemaUrl,
}
const groupTags = toTags(groupField)
const groupFields = toKnownFields(groupField)

/**
 * Offsets of a group's parts: protobuf allows them in any order, so the shared part is found before the records are
 * read.
 */
type Group = {
  sharedStart: number
  sharedEnd: number
  schemaUrl: Buffer
  readonly starts: number[]
  readonly ends: number[]
}

/**
 * Walks an ExportServiceRequest, which is built alike for all signals: resources, in them scopes, in them records.
 * `attributes` is used for resources and scopes.
 */
export const readEnvelope = (r: Reader, attributes: AttributeList, onRecord: RecordReader): void => {
  const end = r.bytes.length
  while (r.pos < end) {
    const tag = readVarint(r)
    if (tag === requestTags.resourceGroups) readResourceGroup(r, readEnd(r, end), attributes, onRecord)
    else skipField(r, tag, end, requestFields)
  }
  finishMessage(r, end)
}

const readResourceGroup = (r: Reader, end: number, attributes: AttributeList, onRecord: RecordReader): void => {
  const group = readGroup(r, end)
  const resource = readResource(r, group, attributes)
  for (let i = 0; i < group.starts.length; i++) {
    r.pos = group.starts[i]!
    readScopeGroup(r, group.ends[i]!, resource, attributes, onRecord)
  }
  r.pos = end
}

const readScopeGroup = (
  r: Reader,
  end: number,
  resource: Resource,
  attributes: AttributeList,
  onRecord: RecordReader,
): void => {
  const group = readGroup(r, end)
  const scope = readScope(r, group, attributes)
  for (let i = 0; i < group.starts.length; i++) {
    r.pos = group.starts[i]!
    onRecord(r, group.ends[i]!, resource, scope)
  }
  r.pos = end
}

const readGroup = (r: Reader, end: number): Group => {
  const group: Group = { sharedStart: -1, sharedEnd: -1, schemaUrl: noText, starts: [], ends: [] }
  while (r.pos < end) {
    const tag = readVarint(r)
    if (tag !== groupTags.shared && tag !== groupTags.members && tag !== groupTags.schemaUrl) {
      skipField(r, tag, end, groupFields)
      continue
    }
    const fieldEnd = readEnd(r, end)
    if (tag === groupTags.members) {
      group.starts.push(r.pos)
      group.ends.push(fieldEnd)
    } else if (tag === groupTags.schemaUrl) group.schemaUrl = readText(r, fieldEnd)
    else {
      group.sharedStart = r.pos
      group.sharedEnd = fieldEnd
    }
    r.pos = fieldEnd
  }
  finishMessage(r, end)
  return group
}

const readResource = (r: Reader, group: Group, attributes: AttributeList): Resource => {
  attributes.begin(false)
  const end = group.sharedEnd
  if (end >= 0) {
    r.pos = group.sharedStart
    while (r.pos < end) {
      const tag = readVarint(r)
      if (tag === resourceTags.attributes) attributes.add(r, readEnd(r, end))
      else if (tag === resourceTags.droppedAttributesCount) readVarint(r)
      else skipField(r, tag, end, resourceFields)
    }
    finishMessage(r, end)
  }
  const serviceName = attributes.toEncodedValue(attributes.serviceName, r)
  return { attributes: attributes.toEncoded(r), serviceName, schemaUrl: group.schemaUrl }
}

const readScope = (r: Reader, group: Group, attributes: AttributeList): InstrumentationScope => {
  if (group.sharedStart < 0) return { ...noScope, schemaUrl: group.schemaUrl }
  attributes.begin(false)
  let name: Buffer = noText
  let version: Buffer = noText
  let droppedAttributes = 0
  const end = group.sharedEnd
  r.pos = group.sharedStart
  while (r.pos < end) {
    const tag = readVarint(r)
    if (tag === scopeTags.name) name = readText(r, readEnd(r, end))
    else if (tag === scopeTags.version) version = readText(r, readEnd(r, end))
    else if (tag === scopeTags.attributes) attributes.add(r, readEnd(r, end))
    else if (tag === scopeTags.droppedAttributesCount) droppedAttributes = readVarint(r)
    else skipField(r, tag, end, scopeFields)
  }
  finishMessage(r, end)
  return { name, version, droppedAttributes, attributes: attributes.toEncoded(r), schemaUrl: group.schemaUrl }
}

/** Text from the reader's place to `end` as a ClickHouse string; steps over it. */
const readText = (r: Reader, end: number): Buffer => {
  const encoded = toEncodedText(r.bytes, r.pos, end)
  r.pos = end
  return encoded
}
