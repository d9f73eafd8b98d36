import { anyValueField, keyValueField, listField } from '../../otlp-fields.ts'
import {
  beginMessage,
  createProtobufWriter,
  delimitedTag,
  endMessage,
  type ProtobufWriter,
  reserve,
  toBytes,
  writeBigInt,
  writeBool,
  writeBytes,
  writeDouble,
  writeInt64,
  writeRaw,
  writeString,
} from './protobuf-writer.ts'

// Local constants, because V8 inlines them into the code of the hot path.
const anyValue = anyValueField
const keyValue = keyValueField

/** Values nested deeper than this are left empty: attributes may be circular. */
const maxDepth = 16

/** Writes a `KeyValue` under `field`. */
export const writeAttribute = (
  writer: ProtobufWriter,
  field: number,
  key: string,
  value: unknown,
  depth: number = 0,
): void => {
  const pair = beginMessage(writer, field)
  writeString(writer, keyValue.key, key)
  writeAnyValue(writer, keyValue.value, value, depth)
  endMessage(writer, pair)
}

/** An encoded key, for attributes that every record has. */
export const encodeKey = (key: string): Buffer => {
  const writer = createProtobufWriter(64)
  writeString(writer, keyValue.key, key)
  return toBytes(writer)
}

/** Texts up to this many characters fit messages whose lengths take one byte each. */
const shortText = 60

/**
 * Writes a `KeyValue` whose value is a text under `field` (below 16). Produces the same bytes as `writeAttribute` in
 * fewer steps: this is the hot path of requests.
 */
export const writeTextAttribute = (writer: ProtobufWriter, field: number, key: Buffer, text: string): void => {
  const isShort = text.length <= shortText && key.length <= shortText
  if (!isShort || !writeShortText(writer, field, key, text)) writeLongText(writer, field, key, text)
}

/** Returns false, and writes nothing, if the text is not ASCII. */
const writeShortText = (writer: ProtobufWriter, field: number, key: Buffer, text: string): boolean => {
  const size = text.length
  reserve(writer, size + key.length + 6)
  const { bytes } = writer
  let at = writer.length
  bytes[at++] = delimitedTag(field)
  bytes[at++] = key.length + size + 4
  for (let i = 0; i < key.length; i++) bytes[at++] = key[i]!
  bytes[at++] = delimitedTag(keyValue.value)
  bytes[at++] = size + 2
  bytes[at++] = delimitedTag(anyValue.stringValue)
  bytes[at++] = size
  for (let i = 0; i < size; i++) {
    const code = text.charCodeAt(i)
    if (code > 0x7f) return false
    bytes[at++] = code
  }
  writer.length = at
  return true
}

const writeLongText = (writer: ProtobufWriter, field: number, key: Buffer, text: string): void => {
  const pair = beginMessage(writer, field)
  writeRaw(writer, key, 0, key.length)
  writeAnyValue(writer, keyValue.value, text)
  endMessage(writer, pair)
}

/** Writes an `AnyValue` under `field`; `undefined`, `null`, functions and symbols are the empty value. */
export const writeAnyValue = (writer: ProtobufWriter, field: number, value: unknown, depth: number = 0): void => {
  const start = beginMessage(writer, field)
  writeValue(writer, value, depth)
  endMessage(writer, start)
}

const writeValue = (writer: ProtobufWriter, value: unknown, depth: number): void => {
  if (typeof value === 'string') writeString(writer, anyValue.stringValue, value)
  else if (typeof value === 'boolean') writeBool(writer, anyValue.boolValue, value)
  else if (typeof value === 'number') writeNumber(writer, value)
  else if (typeof value === 'bigint') writeBigInt(writer, anyValue.intValue, value)
  else if (typeof value === 'object' && value !== null && depth < maxDepth) writeObject(writer, value, depth)
}

const writeNumber = (writer: ProtobufWriter, value: number): void => {
  if (Number.isSafeInteger(value)) writeInt64(writer, anyValue.intValue, value)
  else writeDouble(writer, anyValue.doubleValue, value)
}

const writeObject = (writer: ProtobufWriter, value: object, depth: number): void => {
  if (value instanceof Uint8Array) writeBytes(writer, anyValue.bytesValue, value)
  else if (value instanceof Date) writeString(writer, anyValue.stringValue, dateText(value))
  else if (value instanceof Error) writeString(writer, anyValue.stringValue, value.stack ?? value.message)
  else writeNested(writer, value, depth)
}

const writeNested = (writer: ProtobufWriter, value: object, depth: number): void => {
  const isArray = Array.isArray(value)
  const nested = beginMessage(writer, isArray ? anyValue.arrayValue : anyValue.kvlistValue)
  if (isArray) for (const item of value) writeAnyValue(writer, listField.values, item, depth + 1)
  else
    for (const key of Object.keys(value)) writeAttribute(writer, listField.values, key, property(value, key), depth + 1)
  endMessage(writer, nested)
}

const dateText = (date: Date): string => (Number.isNaN(date.getTime()) ? 'Invalid Date' : date.toISOString())

/** A getter of the app may throw; that must not lose the record. */
const property = (value: object, key: string): unknown => {
  try {
    return (value as Record<string, unknown>)[key]
  } catch {
    return undefined
  }
}
