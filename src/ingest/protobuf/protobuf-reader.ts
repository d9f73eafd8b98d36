import { Undecodable } from './undecodable.ts'

/**
 * A place in protobuf bytes. Functions move `pos`; 64-bit values are left in `low` and `high` (unsigned 32-bit halves),
 * since a number cannot hold them. One object is used for a whole request: nothing is allocated while reading.
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export type Reader = { bytes: Buffer; pos: number; low: number; high: number }

/** Makes a reader that stands at the start of `bytes`. */
export const createReader = (bytes: Buffer): Reader => ({ bytes, pos: 0, low: 0, high: 0 })

/**
 * Reads a varint as a number: tags, lengths, enums, unsigned 32-bit values. Larger ones lose precision; use
 * `readVarint64`.
 */
export const readVarint = (r: Reader): number => {
  const byte = r.bytes[r.pos]!
  if (byte < 0x80) {
    r.pos++
    return byte
  }
  readVarint64(r)
  return r.high * 0x1_0000_0000 + r.low
}

/** Reads a varint of up to ten bytes into `low` and `high`. */
export const readVarint64 = (r: Reader): void => {
  const { bytes } = r
  let low = 0
  let high = 0
  for (let i = 0; i < 10; i++) {
    const byte = bytes[r.pos + i]
    if (byte === undefined) throw new Undecodable('a varint is cut off')
    const bits = byte & 0x7f
    if (i < 4) low |= bits << (i * 7)
    else if (i === 4) {
      low |= bits << 28
      high |= bits >>> 4
    } else high |= bits << (i * 7 - 32)
    if (byte < 0x80) {
      r.pos += i + 1
      r.low = low >>> 0
      r.high = high >>> 0
      return
    }
  }
  throw new Undecodable('a varint is longer than ten bytes')
}

/**
 * Reads the length of a delimited field and answers where the field ends; `limit` is the end of the message around it.
 */
export const readEnd = (r: Reader, limit: number): number => {
  const length = readVarint(r)
  const end = r.pos + length
  if (end > limit) throw new Undecodable('a length reaches past the end')
  return end
}

/** Steps over eight bytes and answers where they began. */
export const readFixed64At = (r: Reader, limit: number): number => {
  const at = r.pos
  if (at + 8 > limit) throw new Undecodable('a fixed 64-bit value is cut off')
  r.pos = at + 8
  return at
}

/** Reads an unsigned 32-bit value of four bytes. */
export const readFixed32 = (r: Reader, limit: number): number => {
  if (r.pos + 4 > limit) throw new Undecodable('a fixed 32-bit value is cut off')
  const value = r.bytes.readUInt32LE(r.pos)
  r.pos += 4
  return value
}

/**
 * Steps over a field that the message does not know. A field that it knows but that came with another wire type is
 * refused, and so are groups, which OTLP never had.
 * @param known bit n is set when the message has a field n
 */
export const skipField = (r: Reader, tag: number, limit: number, known: number): void => {
  const field = tag >>> 3
  const wire = tag & 7
  if (field === 0 || tag > 0xffff_ffff) throw new Undecodable('a field has no valid number')
  if (field < 32 && (known >>> field) & 1) throw new Undecodable(`field ${field} has the wrong wire type`)
  if (wire === 0) readVarint64(r)
  else if (wire === 1) readFixed64At(r, limit)
  else if (wire === 2) r.pos = readEnd(r, limit)
  else if (wire === 5) readFixed32(r, limit)
  else throw new Undecodable('a group, which OTLP does not use')
}

/** Throws unless the message that should end at `end` did. */
export const finishMessage = (r: Reader, end: number): void => {
  if (r.pos !== end) throw new Undecodable('a field reaches past the end of its message')
}

/** Numbers of a message's fields, as `otlp-fields.ts` has them. */
type Fields = Readonly<Record<string, number>>

/** Mask for `skipField` of the fields that a message knows. */
export const toKnownFields = (fields: Fields): number =>
  Object.values(fields).reduce((mask, field) => mask | (1 << field), 0)

const wireTypes = { varint: 0, fixed64: 1, delimited: 2, fixed32: 5 } as const
export type WireType = keyof typeof wireTypes

/** What stands before a field: its number and its wire type. */
export const toTag = (field: number, wireType: WireType = 'delimited'): number => field * 8 + wireTypes[wireType]

/**
 * Tags of all fields of a message; fields are delimited (texts, bytes, messages, packed numbers) unless said otherwise.
 */
export const toTags = <F extends Fields>(
  fields: F,
  others: { readonly [Name in keyof F]?: WireType } = {},
): Readonly<Record<keyof F, number>> => {
  const tags = Object.entries(fields).map(([name, field]) => [name, toTag(field, others[name])])
  return Object.fromEntries(tags) as Record<keyof F, number>
}
