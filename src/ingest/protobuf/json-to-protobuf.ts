import type { Signal } from '../../model.ts'
import {
  type Column,
  clearColumn,
  createColumn,
  putFloat64,
  putInt32,
  putInt64,
  putLength,
  reserve,
} from '../../native/column.ts'
import { enumNumbers, type FieldKind, fieldOf, type MessageShape, otlpRequests } from './otlp-messages.ts'
import { Undecodable } from './undecodable.ts'

/**
 * Makes the function that turns an OTLP/JSON request of a signal into protobuf, so that both encodings take the same
 * path from there and cannot give different rows. Throws `Undecodable`. The bytes returned are valid until the next
 * call.
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export const createOtlpJsonReader = (signal: Signal): ((json: Buffer) => Buffer) => {
  const shape = otlpRequests[signal]
  const column = createColumn()
  return (json) => {
    const value = parseJson(json)
    clearColumn(column)
    putMessage(column, toObject(value), shape, 0)
    return column.bytes.subarray(0, column.length)
  }
}

/** More digits than a double holds for sure, not in quotes. */
const longNumber = /[:[,]\s*-?\d{16}/

type Source = { readonly source?: string }

/** UTF-8's byte order mark, which .NET and PowerShell write before text and which is no JSON. */
const startsWithMark = (json: Buffer): boolean => json[0] === 0xef && json[1] === 0xbb && json[2] === 0xbf

const parseJson = (json: Buffer): unknown => {
  const text = json.toString('utf8', startsWithMark(json) ? 3 : 0)
  try {
    if (!longNumber.test(text)) return JSON.parse(text)
    return JSON.parse(text, keepLongNumber)
  } catch {
    throw new Undecodable('it is not JSON')
  }
}

/** Integers too long for a number stay text, which protobuf's JSON allows for them anyway. */
const keepLongNumber = (_key: string, value: unknown, context?: Source): unknown => {
  const source = context?.source
  const long =
    typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source)
  return long ? source : value
}

/** Deepest nesting of messages: a value in a value is two or three messages. */
const maxDepth = 300

const putMessage = (
  column: Column,
  object: Readonly<Record<string, unknown>>,
  shape: MessageShape,
  depth: number,
): void => {
  if (depth > maxDepth) throw new Undecodable('it is nested too deep')
  for (const name of Object.keys(object)) {
    const value = object[name]
    const field = fieldOf(shape, name)
    if (field === undefined || value === null || value === undefined) continue
    const [number, kind, many] = field
    if (many === undefined) putField(column, number, kind, value, name, depth)
    else for (const item of toList(value, name)) putField(column, number, kind, item, name, depth)
  }
}

const putField = (
  column: Column,
  number: number,
  kind: FieldKind,
  value: unknown,
  name: string,
  depth: number,
): void => {
  if (typeof kind === 'function') putNested(column, number, toObject(value), kind(), depth)
  else if (kind === 'text') putDelimited(column, number, Buffer.from(toText(value, name)))
  else if (kind === 'id') putDelimited(column, number, toId(toText(value, name), name))
  else if (kind === 'base64') putDelimited(column, number, Buffer.from(toText(value, name), 'base64'))
  else putNumber(column, number, kind, value, name)
}

const doubleOfAnyValue = 4

const putNumber = (column: Column, number: number, kind: FieldKind, value: unknown, name: string): void => {
  if (kind === 'anyInteger' && typeof value === 'number' && Math.abs(value) >= 2 ** 63) {
    putNumber(column, doubleOfAnyValue, 'double', value, name)
    return
  }
  if (kind === 'fixed64') {
    putTag(column, number, 1)
    const integer = toInteger(value, name)
    putInt64(column, Number(BigInt.asUintN(32, integer)), Number(BigInt.asUintN(32, integer >> 32n)))
  } else if (kind === 'double') {
    putTag(column, number, 1)
    putFloat64(column, toDouble(value, name))
  } else if (kind === 'fixed32') {
    putTag(column, number, 5)
    putInt32(column, Number(BigInt.asUintN(32, toInteger(value, name))))
  } else {
    putTag(column, number, 0)
    putVarint(column, toVarint(kind, value, name))
  }
}

const toVarint = (kind: FieldKind, value: unknown, name: string): bigint => {
  if (kind === 'bool') return toBoolean(value, name) ? 1n : 0n
  if (kind === 'enum' && typeof value === 'string' && Object.hasOwn(enumNumbers, value))
    return BigInt(enumNumbers[value]!)
  const integer = toInteger(value, name)
  return kind === 'zigzag' ? BigInt.asUintN(32, (integer << 1n) ^ (integer >> 31n)) : integer
}

/** A message inside. Its length is not known before: five bytes are kept for it, which protobuf allows. */
const putNested = (
  column: Column,
  number: number,
  object: Readonly<Record<string, unknown>>,
  shape: MessageShape,
  depth: number,
): void => {
  putTag(column, number, 2)
  reserve(column, 5)
  const at = column.length
  column.length += 5
  putMessage(column, object, shape, depth + 1)
  const length = column.length - at - 5
  for (let i = 0; i < 5; i++) column.bytes[at + i] = ((length >>> (i * 7)) & 0x7f) | (i < 4 ? 0x80 : 0)
}

const putDelimited = (column: Column, number: number, bytes: Buffer): void => {
  putTag(column, number, 2)
  reserve(column, bytes.length + 5)
  putLength(column, bytes.length)
  bytes.copy(column.bytes, column.length)
  column.length += bytes.length
}

const putTag = (column: Column, number: number, wire: number): void => {
  reserve(column, 5)
  putLength(column, number * 8 + wire)
}

const putVarint = (column: Column, value: bigint): void => {
  reserve(column, 10)
  let rest = BigInt.asUintN(64, value)
  while (rest > 0x7fn) {
    column.bytes[column.length++] = Number(rest & 0x7fn) | 0x80
    rest >>= 7n
  }
  column.bytes[column.length++] = Number(rest)
}

const toObject = (value: unknown): Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Undecodable('an object is missing')
  return value as Record<string, unknown>
}

const toList = (value: unknown, name: string): readonly unknown[] => {
  if (!Array.isArray(value)) throw new Undecodable(`${name} is not a list`)
  return value
}

const toText = (value: unknown, name: string): string => {
  if (typeof value !== 'string') throw new Undecodable(`${name} is not text`)
  return value
}

const toId = (value: string, name: string): Buffer => {
  if (value.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(value)) throw new Undecodable(`${name} is not hexadecimal`)
  return Buffer.from(value, 'hex')
}

const toBoolean = (value: unknown, name: string): boolean => {
  if (typeof value !== 'boolean') throw new Undecodable(`${name} is not true or false`)
  return value
}

const toInteger = (value: unknown, name: string): bigint => {
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value)
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return BigInt(value)
  throw new Undecodable(`${name} is not an integer`)
}

const toDouble = (value: unknown, name: string): number => {
  if (typeof value === 'number') return value
  const number = typeof value === 'string' && value !== '' ? Number(value) : Number.NaN
  if (Number.isNaN(number) && value !== 'NaN') throw new Undecodable(`${name} is not a number`)
  return number
}
