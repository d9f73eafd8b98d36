import {
  addOffset,
  type Column,
  clearColumn,
  createColumn,
  putBytes,
  putText,
  toColumnBytes,
} from '../../native/column.ts'
import type { EncodedMap, MapColumn } from '../../native/map-column.ts'
import { keyValueField } from '../../otlp-fields.ts'
import type { IngestCounters } from '../ingest-counters.ts'
import {
  finishMessage,
  type Reader,
  readEnd,
  readVarint,
  skipField,
  toKnownFields,
  toTags,
} from '../protobuf/protobuf-reader.ts'
import { readAnyValue, type ValueSpot, valueKinds } from '../protobuf/read-any-value.ts'
import { type AttributeName, type AttributeNames, createAttributeNames } from './attribute-names.ts'
import { createAttributeShapes } from './attribute-shapes.ts'
import { createUserAgentCache } from './user-agent-cache.ts'
import { type AttributePrivacy, createValueWriter, type ValueWriter } from './value-writer.ts'

/**
 * Attributes of a span, record, scope or resource on their way from the request into a map column. `add` each KeyValue,
 * then `putTo` the column. What privacy removes never gets further than `add`.
 */
export type AttributeList = {
  /**
   * Forgets what was added. `ofClient`: these belong to a span whose other side is a client, so that addresses of the
   * peer are removed too.
   */
  readonly begin: (ofClient: boolean) => void
  /** Reads the KeyValue message between the reader's place and `end`. */
  readonly add: (r: Reader, end: number) => void
  /** Writes all that was added as one row, names sorted. */
  readonly putTo: (column: MapColumn, r: Reader) => void
  /** The same, as a map to be put into many rows. */
  readonly toEncoded: (r: Reader) => EncodedMap
  /** The value of the added attribute with this name, as a ClickHouse string; empty if there is none. */
  readonly toEncodedValue: (name: AttributeName, r: Reader) => Buffer
  /** Any value as text, as it would stand in a map: bodies of log records. */
  readonly putValue: ValueWriter
  readonly serviceName: AttributeName
}

/** What was added: names, places of values, and texts of values that did not come from the request. */
type Entries = {
  count: number
  ofClient: boolean
  readonly names: AttributeName[]
  readonly spots: ValueSpot[]
  readonly texts: string[]
}

/** Maps are encoded here before they are copied out: nothing is read in two places at a time. */
const scratchKeys = createColumn()
const scratchValues = createColumn()

/** Kind of a derived value: a part of a user agent. */
const made = 100

export const createAttributeList = (privacy: AttributePrivacy): AttributeList => {
  const attributeNames = createAttributeNames(privacy)
  const toShape = createAttributeShapes()
  const putValue = createValueWriter(privacy)
  const addUserAgent = createUserAgentAdder(attributeNames.of)
  const entries: Entries = { count: 0, ofClient: false, names: [], spots: [], texts: [] }
  const add = (r: Reader, end: number): void => {
    const spot = toSpot(entries)
    const name = readKeyValue(r, end, spot, attributeNames, entries.names[entries.count])
    const { policy } = name
    if (policy === 'text' || policy === 'version' || policy === 'kept' || policy === 'url' || policy === 'query')
      entries.names[entries.count++] = name
    else if (policy === 'user_agent') addUserAgent(entries, r, spot, privacy.counters)
    else if (policy === 'denied') privacy.counters.scrubbed.denied_key++
    else if (policy === 'client_address' || entries.ofClient) privacy.counters.scrubbed.client_address++
    else entries.names[entries.count++] = name
  }
  const putAll = (keys: Column, values: Column, r: Reader): number => {
    const { keys: shared, order } = toShape(entries.names, entries.count)
    putBytes(keys, shared, 0, shared.length)
    for (let i = 0; i < order.length; i++) putEntry(entries, order[i]!, values, r, putValue)
    return order.length
  }
  return {
    begin: (ofClient) => {
      entries.count = 0
      entries.ofClient = ofClient
    },
    add,
    putTo: (column, r) => addOffset(column.offsets, putAll(column.keys, column.values, r)),
    toEncoded: (r) => toEncoded((keys, values) => putAll(keys, values, r)),
    toEncodedValue: (name, r) => {
      const place = entries.names.findIndex((known, i) => i < entries.count && known.order === name.order)
      scratchValues.length = 0
      if (place < 0) putText(scratchValues, '')
      else putEntry(entries, place, scratchValues, r, putValue)
      return toColumnBytes(scratchValues)
    },
    putValue,
    serviceName: attributeNames.of('service.name'),
  }
}

/** Room for the value of the next entry. */
const toSpot = ({ spots, count }: Entries): ValueSpot => {
  const spot = spots[count]
  if (spot !== undefined) return spot
  const fresh: ValueSpot = { kind: 0, start: 0, end: 0 }
  spots[count] = fresh
  return fresh
}

const tags = toTags(keyValueField)
const keyValueFields = toKnownFields(keyValueField)

/** @param hint the name that was in this place last time, which is usually the same */
const readKeyValue = (
  r: Reader,
  end: number,
  spot: ValueSpot,
  names: AttributeNames,
  hint: AttributeName | undefined,
): AttributeName => {
  let nameStart = r.pos
  let nameEnd = nameStart
  spot.kind = valueKinds.empty
  while (r.pos < end) {
    const tag = readVarint(r)
    if (tag === tags.key) {
      nameEnd = readEnd(r, end)
      nameStart = r.pos
      r.pos = nameEnd
    } else if (tag === tags.value) readAnyValue(r, readEnd(r, end), spot)
    else skipField(r, tag, end, keyValueFields)
  }
  finishMessage(r, end)
  return names.find(r.bytes, nameStart, nameEnd, hint)
}

const putEntry = (entries: Entries, place: number, values: Column, r: Reader, putValue: ValueWriter): void => {
  const spot = entries.spots[place]!
  if (spot.kind === made) putText(values, entries.texts[place]!)
  else putValue(values, r, spot, entries.names[place]!)
}

/** Puts the coarse facts of a user agent in its place. */
const createUserAgentAdder = (
  nameOf: (name: string) => AttributeName,
): ((entries: Entries, r: Reader, spot: ValueSpot, counters: IngestCounters) => void) => {
  const toUserAgent = createUserAgentCache()
  const [name, version, os] = ['user_agent.name', 'user_agent.version', 'user_agent.os.name'].map(nameOf)
  const addMade = (entries: Entries, of: AttributeName, value: string): void => {
    if (value === '') return
    toSpot(entries).kind = made
    entries.names[entries.count] = of
    entries.texts[entries.count++] = value
  }
  return (entries, r, spot, counters) => {
    counters.scrubbed.user_agent++
    if (spot.kind !== valueKinds.string) return
    const agent = toUserAgent(r.bytes, spot.start, spot.end)
    addMade(entries, name!, agent.name)
    addMade(entries, version!, agent.version)
    addMade(entries, os!, agent.os)
  }
}

const toEncoded = (put: (keys: Column, values: Column) => number): EncodedMap => {
  clearColumn(scratchKeys)
  clearColumn(scratchValues)
  const entries = put(scratchKeys, scratchValues)
  return { keys: toColumnBytes(scratchKeys), values: toColumnBytes(scratchValues), entries }
}
