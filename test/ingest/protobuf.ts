/**
 * Protobuf by hand, field by field: tests that write it this way do not share a mistake with the reader or with a
 * library.
 */

const toVarint = (value: bigint): Buffer => {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, value)
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  bytes.push(Number(rest))
  return Buffer.from(bytes)
}

/** A field with this wire type. */
const tag = (field: number, wire: number): Buffer => toVarint(BigInt(field * 8 + wire))

export const varint = (field: number, value: number | bigint): Buffer =>
  Buffer.concat([tag(field, 0), toVarint(BigInt(value))])

export const zigzag = (field: number, value: number): Buffer => varint(field, value >= 0 ? value * 2 : -value * 2 - 1)

export const fixed64 = (field: number, value: bigint): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value))
  return Buffer.concat([tag(field, 1), bytes])
}

export const fixed32 = (field: number, value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return Buffer.concat([tag(field, 5), bytes])
}

export const float64 = (field: number, value: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return Buffer.concat([tag(field, 1), bytes])
}

/** A message, or bytes. */
export const message = (field: number, content: Buffer): Buffer =>
  Buffer.concat([tag(field, 2), toVarint(BigInt(content.length)), content])

export const text = (field: number, value: string): Buffer => message(field, Buffer.from(value))

/** A KeyValue whose value is an AnyValue of these bytes. */
export const kv = (key: string, value: Buffer): Buffer => Buffer.concat([text(1, key), message(2, value)])

/** AnyValue contents. */
export const integer = (value: bigint): Buffer => varint(3, value)
export const double = (value: number): Buffer => float64(4, value)
/** The content of an ArrayValue of strings. */
export const strings = (...values: string[]): Buffer => Buffer.concat(values.map((value) => message(1, text(1, value))))
