/**
 * A growable buffer that protobuf fields are written to, front to back. Plain data and free functions: the hot path
 * of the agent runs through here, and a field of an object is the cheapest state that V8 knows.
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export type ProtobufWriter = {
  /** What is written so far is `bytes[0..length)`; the rest is free space. Replaced when it grows. */
  bytes: Buffer
  length: number
}

/** Wire types of the encoding. */
const varint = 0
const fixed64 = 1
const delimited = 2
const fixed32 = 5

/** Longest varint: ten bytes of seven bits. */
const maxVarint = 10
/**
 * Strings of up to this many characters are copied by a loop: for them, a call into native code costs more than the
 * copy.
 */
const loopLimit = 24

export const createProtobufWriter = (capacity = 1024): ProtobufWriter => ({
  bytes: Buffer.allocUnsafeSlow(capacity),
  length: 0,
})

/** Discards what was written and keeps the memory. */
export const resetWriter = (writer: ProtobufWriter): void => {
  writer.length = 0
}

/** Copy of what was written. */
export const toBytes = (writer: ProtobufWriter): Buffer => Buffer.from(writer.bytes.subarray(0, writer.length))

/** Makes room for `count` more bytes. */
export const reserve = (writer: ProtobufWriter, count: number): void => {
  const needed = writer.length + count
  if (needed <= writer.bytes.length) return
  const grown = Buffer.allocUnsafeSlow(Math.max(needed, writer.bytes.length * 2))
  writer.bytes.copy(grown, 0, 0, writer.length)
  writer.bytes = grown
}

/** A whole number from 0 to 2^53 - 1. */
export const writeVarint = (writer: ProtobufWriter, value: number): void => {
  reserve(writer, maxVarint)
  const bytes = writer.bytes
  let at = writer.length
  let rest = value
  while (rest > 0x7fffffff) {
    bytes[at++] = (rest & 0x7f) | 0x80
    rest = Math.floor(rest / 128)
  }
  while (rest > 0x7f) {
    bytes[at++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  bytes[at++] = rest
  writer.length = at
}

/** Tag of a field that holds a whole number. */
export const varintTag = (field: number): number => field * 8 + varint

/** Tag of a field that holds a message, a text or bytes. */
export const delimitedTag = (field: number): number => field * 8 + delimited

const writeTag = (writer: ProtobufWriter, field: number, wireType: number): void =>
  writeVarint(writer, field * 8 + wireType)

/** `uint32`, `uint64`, `enum`: a whole number from 0 to 2^53 - 1. */
export const writeUint = (writer: ProtobufWriter, field: number, value: number): void => {
  writeTag(writer, field, varint)
  writeVarint(writer, value)
}

/** `int64`: a safe integer; a negative one takes ten bytes in two's complement. */
export const writeInt64 = (writer: ProtobufWriter, field: number, value: number): void => {
  writeTag(writer, field, varint)
  if (value >= 0) writeVarint(writer, value)
  else writeVarintBigInt(writer, BigInt.asUintN(64, BigInt(value)))
}

const writeVarintBigInt = (writer: ProtobufWriter, value: bigint): void => {
  reserve(writer, maxVarint)
  let rest = value
  while (rest > 0x7fn) {
    writer.bytes[writer.length++] = Number(rest & 0x7fn) | 0x80
    rest >>= 7n
  }
  writer.bytes[writer.length++] = Number(rest)
}

/** `uint64` or `int64` of any size; cut to 64 bits. */
export const writeBigInt = (writer: ProtobufWriter, field: number, value: bigint): void => {
  writeTag(writer, field, varint)
  writeVarintBigInt(writer, BigInt.asUintN(64, value))
}

export const writeBool = (writer: ProtobufWriter, field: number, value: boolean): void =>
  writeUint(writer, field, value ? 1 : 0)

/** `double`. */
export const writeDouble = (writer: ProtobufWriter, field: number, value: number): void => {
  writeTag(writer, field, fixed64)
  reserve(writer, 8)
  writer.length = writer.bytes.writeDoubleLE(value, writer.length)
}

/** `fixed32`: a whole number from 0 to 2^32 - 1. */
export const writeFixed32 = (writer: ProtobufWriter, field: number, value: number): void => {
  writeTag(writer, field, fixed32)
  reserve(writer, 4)
  writer.length = writer.bytes.writeUInt32LE(value, writer.length)
}

/** `fixed64`: a whole number from 0 to 2^64 - 1, exact up to 2^53. */
export const writeFixed64 = (writer: ProtobufWriter, field: number, value: number): void => {
  const high = Math.floor(value / 0x1_0000_0000)
  writeFixed64Words(writer, field, value - high * 0x1_0000_0000, high)
}

const writeFixed64Words = (writer: ProtobufWriter, field: number, low: number, high: number): void => {
  writeTag(writer, field, fixed64)
  reserve(writer, 8)
  writer.bytes.writeUInt32LE(low, writer.length)
  writer.length = writer.bytes.writeUInt32LE(high, writer.length + 4)
}

/**
 * `fixed64` nanoseconds of a time in milliseconds since the epoch. Whole milliseconds and the fraction are converted
 * separately: nanoseconds since 1970 do not fit into a double.
 */
export const writeUnixNanos = (writer: ProtobufWriter, field: number, milliseconds: number): void => {
  const whole = Math.floor(milliseconds)
  const seconds = Math.floor(whole / 1000)
  writeSecondsAndNanos(
    writer,
    field,
    seconds,
    (whole - seconds * 1000) * 1e6 + Math.round((milliseconds - whole) * 1e6),
  )
}

/** `fixed64` nanoseconds of whole seconds and nanoseconds since the epoch: OpenTelemetry's `HrTime`. */
export const writeSecondsAndNanos = (
  writer: ProtobufWriter,
  field: number,
  seconds: number,
  nanoseconds: number,
): void => {
  // 1e9 = 15258789 * 65.536: halves of 16 bits keep each product below 2^53.
  const low = (seconds % 0x10000) * 1e9 + nanoseconds
  const high = Math.floor(seconds / 0x10000) * 1e9
  const lowCarry = Math.floor(low / 0x10000)
  const upper = high + lowCarry
  writeFixed64Words(
    writer,
    field,
    (upper % 0x10000) * 0x10000 + (low - lowCarry * 0x10000),
    Math.floor(upper / 0x10000),
  )
}

/** `string`, as UTF-8; lone surrogates become U+FFFD. */
export const writeString = (writer: ProtobufWriter, field: number, text: string): void => {
  writeTag(writer, field, delimited)
  if (text.length <= loopLimit && writeShortAscii(writer, text)) return
  const size = Buffer.byteLength(text)
  writeVarint(writer, size)
  reserve(writer, size)
  writer.length += writer.bytes.write(text, writer.length)
}

const writeShortAscii = (writer: ProtobufWriter, text: string): boolean => {
  const size = text.length
  reserve(writer, size + 1)
  const bytes = writer.bytes
  let at = writer.length
  bytes[at++] = size
  for (let i = 0; i < size; i++) {
    const code = text.charCodeAt(i)
    if (code > 0x7f) return false
    bytes[at++] = code
  }
  writer.length = at
  return true
}

/** `bytes`. */
export const writeBytes = (writer: ProtobufWriter, field: number, value: Uint8Array): void => {
  writeTag(writer, field, delimited)
  writeVarint(writer, value.length)
  writeRaw(writer, value, 0, value.length)
}

/** Values of hexadecimal digits by their character codes. */
const digitValues = Uint8Array.from({ length: 128 }, (_, code) => Number.parseInt(String.fromCharCode(code), 16) || 0)

/** `bytes` from hexadecimal digits: trace and span ids. */
export const writeHex = (writer: ProtobufWriter, field: number, digits: string): void => {
  const size = digits.length >> 1
  writeTag(writer, field, delimited)
  writeVarint(writer, size)
  reserve(writer, size)
  const { bytes } = writer
  let at = writer.length
  for (let i = 0; i < size * 2; i += 2) {
    bytes[at++] = (digitValues[digits.charCodeAt(i)]! << 4) | digitValues[digits.charCodeAt(i + 1)]!
  }
  writer.length = at
}

/** Copies bytes that are encoded already. */
export const writeRaw = (writer: ProtobufWriter, source: Uint8Array, start: number, end: number): void => {
  reserve(writer, end - start)
  writer.bytes.set(start === 0 && end === source.length ? source : source.subarray(start, end), writer.length)
  writer.length += end - start
}

/**
 * Opens a nested message; pass the result to `endMessage` when its fields are written. `kept` bytes are reserved for
 * its length.
 */
export const beginMessage = (writer: ProtobufWriter, field: number, kept: number = 1): number => {
  writeTag(writer, field, delimited)
  reserve(writer, kept)
  writer.length += kept
  return writer.length
}

/**
 * Closes a nested message: writes its length before it. If that does not take exactly `kept` bytes, the message is
 * moved.
 */
export const endMessage = (writer: ProtobufWriter, start: number, kept: number = 1): void => {
  const size = writer.length - start
  const needed = varintSize(size)
  if (needed !== kept) {
    reserve(writer, maxVarint)
    writer.bytes.copyWithin(start - kept + needed, start, writer.length)
  }
  writer.length = start - kept
  writeVarint(writer, size)
  writer.length = start - kept + needed + size
}

/** Bytes that a varint takes. */
export const varintSize = (value: number): number => {
  let size = 1
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 128)) size++
  return size
}
