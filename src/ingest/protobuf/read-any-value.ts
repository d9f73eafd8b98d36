import { anyValueField, keyValueField, listField } from '../../otlp-fields.ts'
import type { AttributePolicy } from '../../privacy/attribute-policy.ts'
import type { IngestCounters } from '../ingest-counters.ts'
import {
  finishMessage,
  type Reader,
  readEnd,
  readFixed64At,
  readVarint,
  readVarint64,
  skipField,
  toKnownFields,
  toTags,
} from './protobuf-reader.ts'
import { Undecodable } from './undecodable.ts'

/** What an AnyValue holds. Several fields of the `oneof`: the last one counts. */
export const valueKinds = { empty: 0, string: 1, bool: 2, int: 3, double: 4, array: 5, map: 6, bytes: 7 } as const

/** Where a value stands in the request: its kind, and its bytes without tag and length. */
export type ValueSpot = { kind: number; start: number; end: number }

const anyValueTags = toTags(anyValueField, { boolValue: 'varint', intValue: 'varint', doubleValue: 'fixed64' })
const anyValueFields = toKnownFields(anyValueField)

/** Reads the AnyValue between the reader's place and `end` as far as needed to know where its content is. */
export const readAnyValue = (r: Reader, end: number, spot: ValueSpot): void => {
  spot.kind = valueKinds.empty
  while (r.pos < end) {
    const tag = readVarint(r)
    if (tag === anyValueTags.stringValue) setSpot(spot, valueKinds.string, r, readEnd(r, end))
    else if (tag === anyValueTags.intValue || tag === anyValueTags.boolValue) {
      const at = r.pos
      readVarint64(r)
      spot.kind = tag === anyValueTags.intValue ? valueKinds.int : valueKinds.bool
      spot.start = at
      spot.end = r.pos
    } else if (tag === anyValueTags.doubleValue) {
      spot.start = readFixed64At(r, end)
      spot.end = r.pos
      spot.kind = valueKinds.double
    } else if (tag === anyValueTags.arrayValue) setSpot(spot, valueKinds.array, r, readEnd(r, end))
    else if (tag === anyValueTags.kvlistValue) setSpot(spot, valueKinds.map, r, readEnd(r, end))
    else if (tag === anyValueTags.bytesValue) setSpot(spot, valueKinds.bytes, r, readEnd(r, end))
    else skipField(r, tag, end, anyValueFields)
  }
  finishMessage(r, end)
}

const setSpot = (spot: ValueSpot, kind: number, r: Reader, end: number): void => {
  spot.kind = kind
  spot.start = r.pos
  spot.end = end
  r.pos = end
}

/** Leaves the integer at a place in the halves of the reader, which stays where it is. */
export const readIntegerAt = (r: Reader, at: number): void => {
  const back = r.pos
  r.pos = at
  readVarint64(r)
  r.pos = back
}

/** Signed 64-bit integer at a place, in decimal, whole. */
export const toIntegerText = (r: Reader, at: number): string => {
  readIntegerAt(r, at)
  if (r.high === 0) return String(r.low)
  if (r.high < 0x20_0000) return String(r.high * 0x1_0000_0000 + r.low)
  return String(BigInt.asIntN(64, (BigInt(r.high) << 32n) | BigInt(r.low)))
}

/**
 * A double as the Collector writes it: shortest form, as JavaScript's but for the words of what is no number and for
 * minus zero.
 */
export const toDoubleText = (value: number): string => {
  if (Number.isNaN(value)) return 'json: unsupported value: NaN'
  if (value === Number.POSITIVE_INFINITY) return 'json: unsupported value: +Inf'
  if (value === Number.NEGATIVE_INFINITY) return 'json: unsupported value: -Inf'
  return Object.is(value, -0) ? '-0' : String(value)
}

/** Makes JSON of nested values. */
export type JsonWriter = {
  /**
   * The array or map at a spot; empty text when it holds a number that JSON cannot say, as with the Collector.
   * @param name of the attribute; empty for a body
   */
  readonly toJson: (r: Reader, spot: ValueSpot, policy: AttributePolicy, name: string) => string
}

/** Deepest nesting of values; protobuf libraries stop at 100 too. */
const maxDepth = 100

type Nested = {
  /** @param path names from the attribute down, joined by dots: `req.url` is the same, nested or not */
  readonly policyOf: (name: string, path: string) => AttributePolicy
  readonly toText: (text: string, policy: AttributePolicy) => string
  readonly counters: IngestCounters
}

/** Where a value stands: what its own name and those above it ask for, and how deep it is nested. */
type Place = { readonly policy: AttributePolicy; readonly path: string; readonly depth: number }

/** Thrown inside for NaN and infinities, caught by `toJson`. */
const notJson = Symbol('not JSON')

/**
 * JSON of arrays and maps as Go's encoder writes it for the Collector: keys sorted, no spaces, bytes in base64. Denied
 * names inside are left out and texts are scrubbed, like attributes at the top.
 */
export const createJsonWriter = (nested: Nested): JsonWriter => {
  const toJson: JsonWriter['toJson'] = (r, spot, policy, name) => {
    const back = r.pos
    const json = writeValue(r, spot, { policy, path: name, depth: 0 }, nested)
    r.pos = back
    return json === notJson ? '' : json
  }
  return { toJson }
}

const writeValue = (r: Reader, spot: ValueSpot, place: Place, nested: Nested): string | typeof notJson => {
  if (place.depth > maxDepth) throw new Undecodable('values are nested too deep')
  const { kind, start, end } = spot
  if (kind === valueKinds.string) return toJsonString(nested.toText(r.bytes.toString('utf8', start, end), place.policy))
  if (kind === valueKinds.int) return toIntegerText(r, start)
  if (kind === valueKinds.bool) return toIntegerText(r, start) === '0' ? 'false' : 'true'
  if (kind === valueKinds.bytes) return `"${r.bytes.toString('base64', start, end)}"`
  if (kind === valueKinds.array) return writeArray(r, spot, place, nested)
  if (kind === valueKinds.map) return writeMap(r, spot, place, nested)
  if (kind === valueKinds.empty) return 'null'
  const value = r.bytes.readDoubleLE(start)
  return Number.isFinite(value) ? toDoubleText(value) : notJson
}

const listTags = toTags(listField)
const listFields = toKnownFields(listField)

const writeArray = (r: Reader, { start, end }: ValueSpot, place: Place, nested: Nested): string | typeof notJson => {
  const inside = { ...place, depth: place.depth + 1 }
  const items: string[] = []
  r.pos = start
  while (r.pos < end) {
    const tag = readVarint(r)
    if (tag !== listTags.values) {
      skipField(r, tag, end, listFields)
      continue
    }
    const itemEnd = readEnd(r, end)
    const spot: ValueSpot = { kind: 0, start: 0, end: 0 }
    readAnyValue(r, itemEnd, spot)
    const item = writeValue(r, spot, inside, nested)
    if (item === notJson) return notJson
    items.push(item)
    r.pos = itemEnd
  }
  finishMessage(r, end)
  return `[${items.join(',')}]`
}

const keyValueTags = toTags(keyValueField)
const keyValueFields = toKnownFields(keyValueField)

const writeMap = (r: Reader, { start, end }: ValueSpot, place: Place, nested: Nested): string | typeof notJson => {
  const members = new Map<string, string>()
  r.pos = start
  while (r.pos < end) {
    const tag = readVarint(r)
    if (tag !== listTags.values) {
      skipField(r, tag, end, listFields)
      continue
    }
    const memberEnd = readEnd(r, end)
    const spot: ValueSpot = { kind: 0, start: 0, end: 0 }
    const name = readMember(r, memberEnd, spot)
    const inside = toMemberPlace(place, name, nested)
    const { policy } = inside
    if (policy === 'denied' || policy === 'client_address') {
      nested.counters.scrubbed[policy === 'denied' ? 'denied_key' : policy]++
      continue
    }
    const value = writeValue(r, spot, inside, nested)
    if (value === notJson) return notJson
    members.set(nested.toText(name, 'text'), value)
    r.pos = memberEnd
  }
  finishMessage(r, end)
  const names = [...members.keys()].sort(byBytes)
  return `{${names.map((name) => `${toJsonString(name)}:${members.get(name)}`).join(',')}}`
}

/** A query that was taken apart (`req.query` of Express) holds values only, whatever their names. */
const toMemberPlace = ({ policy, path, depth }: Place, name: string, nested: Nested): Place => {
  const memberPath = path === '' ? name : `${path}.${name}`
  const own = nested.policyOf(name, memberPath)
  const isValue = policy === 'query' && own !== 'denied' && own !== 'client_address'
  return { policy: isValue ? 'query' : own, path: memberPath, depth: depth + 1 }
}

const readMember = (r: Reader, end: number, spot: ValueSpot): string => {
  let name = ''
  spot.kind = valueKinds.empty
  while (r.pos < end) {
    const tag = readVarint(r)
    if (tag === keyValueTags.key) {
      const nameEnd = readEnd(r, end)
      name = r.bytes.toString('utf8', r.pos, nameEnd)
      r.pos = nameEnd
    } else if (tag === keyValueTags.value) readAnyValue(r, readEnd(r, end), spot)
    else skipField(r, tag, end, keyValueFields)
  }
  finishMessage(r, end)
  return name
}

/** Order of Go's strings, which is that of their UTF-8 bytes. */
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** A JSON string; Go also escapes the two line separators that JavaScript once could not read. */
const toJsonString = (text: string): string =>
  JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
