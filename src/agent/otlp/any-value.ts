import {
  beginMessage,
  endMessage,
  type ProtobufWriter,
  writeBigInt,
  writeBool,
  writeBytes,
  writeDouble,
  writeInt64,
  writeString,
} from './protobuf-writer.ts'

/** Fields of `opentelemetry.proto.common.v1`. */
const anyValue = { string: 1, bool: 2, int: 3, double: 4, array: 5, map: 6, bytes: 7 } as const
const keyValue = { key: 1, value: 2 } as const
const list = { values: 1 } as const

/** Values nested deeper than this are left empty: attributes may be circular. */
const deepest = 16

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

/** Writes an `AnyValue` under `field`; `undefined`, `null`, functions and symbols are the empty value. */
export const writeAnyValue = (writer: ProtobufWriter, field: number, value: unknown, depth: number = 0): void => {
  const start = beginMessage(writer, field)
  writeValue(writer, value, depth)
  endMessage(writer, start)
}

const writeValue = (writer: ProtobufWriter, value: unknown, depth: number): void => {
  switch (typeof value) {
    case 'string':
      return writeString(writer, anyValue.string, value)
    case 'boolean':
      return writeBool(writer, anyValue.bool, value)
    case 'number':
      return Number.isSafeInteger(value)
        ? writeInt64(writer, anyValue.int, value)
        : writeDouble(writer, anyValue.double, value)
    case 'bigint':
      return writeBigInt(writer, anyValue.int, value)
    case 'object':
      return value === null || depth >= deepest ? undefined : writeObject(writer, value, depth)
    default:
      return undefined
  }
}

const writeObject = (writer: ProtobufWriter, value: object, depth: number): void => {
  if (value instanceof Uint8Array) return writeBytes(writer, anyValue.bytes, value)
  if (value instanceof Date) return writeString(writer, anyValue.string, dateText(value))
  if (value instanceof Error) return writeString(writer, anyValue.string, value.stack ?? value.message)
  const isArray = Array.isArray(value)
  const nested = beginMessage(writer, isArray ? anyValue.array : anyValue.map)
  if (isArray) for (const item of value) writeAnyValue(writer, list.values, item, depth + 1)
  else for (const key of Object.keys(value)) writeAttribute(writer, list.values, key, property(value, key), depth + 1)
  return endMessage(writer, nested)
}

const dateText = (date: Date): string => (Number.isNaN(date.getTime()) ? 'Invalid Date' : date.toISOString())

/** A getter of the app may throw; that must not cost the record. */
const property = (value: object, key: string): unknown => {
  try {
    return (value as Record<string, unknown>)[key]
  } catch {
    return undefined
  }
}
