/**
 * Growing bytes of one ClickHouse column part (strings, numbers, offsets) in the layout of the Native format. Columns
 * live as long as the decoder and are reused from request to request, so that a request allocates nothing but its
 * finished block.
 * @see https://clickhouse.com/docs/interfaces/formats/Native
 */
export type Column = {
  bytes: Buffer
  length: number
  /** In columns of offsets: elements of all rows so far, which is the last offset. */
  total: number
}

/** Small, since a request that spans many days has columns for each day. */
const firstSize = 256
/** A column that grew beyond this in a large request is released afterwards. */
const maxKeptBytes = 2_097_152

export const createColumn = (): Column => ({ bytes: Buffer.allocUnsafeSlow(firstSize), length: 0, total: 0 })

/** Empties a column for the next request. */
export const clearColumn = (column: Column): void => {
  column.length = 0
  column.total = 0
  if (column.bytes.length > maxKeptBytes) column.bytes = Buffer.allocUnsafeSlow(firstSize)
}

/** Makes room for `more` bytes. */
export const reserve = (column: Column, more: number): void => {
  const needed = column.length + more
  if (needed <= column.bytes.length) return
  const larger = Buffer.allocUnsafeSlow(needed * 2)
  column.bytes.copy(larger, 0, 0, column.length)
  column.bytes = larger
}

/** Copies bytes as they are. Short ranges are copied in a loop: a native call costs more than the copy. */
export const putBytes = (column: Column, source: Buffer, start: number, end: number): void => {
  const length = end - start
  reserve(column, length)
  const { bytes } = column
  let at = column.length
  if (length < 48) for (let i = start; i < end; i++) bytes[at++] = source[i]!
  else source.copy(bytes, at, start, end)
  column.length += length
}

/** Length of a string as ClickHouse writes it (LEB128). Room must be reserved: five bytes. */
export const putLength = (column: Column, length: number): void => {
  const { bytes } = column
  let rest = length
  while (rest > 0x7f) {
    bytes[column.length++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  bytes[column.length++] = rest
}

/** A string value from bytes of the request. */
export const putSlice = (column: Column, source: Buffer, start: number, end: number): void => {
  reserve(column, 5)
  putLength(column, end - start)
  putBytes(column, source, start, end)
}

/** A string value from text. */
export const putText = (column: Column, text: string): void => {
  const length = Buffer.byteLength(text)
  reserve(column, length + 5)
  putLength(column, length)
  column.bytes.write(text, column.length, length, 'utf8')
  column.length += length
}

/** A string value by itself, to be copied into many rows. */
export const toEncodedText = (source: Buffer, start: number, end: number): Buffer => {
  const length = end - start
  const encoded: Column = { bytes: Buffer.allocUnsafe(length + 5), length: 0, total: 0 }
  putLength(encoded, length)
  putBytes(encoded, source, start, end)
  return encoded.bytes.subarray(0, encoded.length)
}

/** A copy of a column's content. */
export const toColumnBytes = (column: Column): Buffer => Buffer.from(column.bytes.subarray(0, column.length))

/** A string value: a whole number from 0 to 99,999,999 in decimal, without creating a string. */
export const putSmallDecimal = (column: Column, value: number): void => {
  reserve(column, 9)
  const { bytes } = column
  let digits = 1
  for (let power = 10; value >= power; power *= 10) digits++
  bytes[column.length] = digits
  let rest = value
  for (let i = column.length + digits; i > column.length; i--) {
    const shorter = Math.trunc(rest / 10)
    bytes[i] = 0x30 + rest - shorter * 10
    rest = shorter
  }
  column.length += digits + 1
}

const hexDigits = Buffer.from('0123456789abcdef')

/** A string value: bytes in lower-case hexadecimal. */
export const putHex = (column: Column, source: Buffer, start: number, end: number): void => {
  reserve(column, (end - start) * 2 + 5)
  putLength(column, (end - start) * 2)
  const { bytes } = column
  let at = column.length
  for (let i = start; i < end; i++) {
    const byte = source[i]!
    bytes[at++] = hexDigits[byte >> 4]!
    bytes[at++] = hexDigits[byte & 15]!
  }
  column.length = at
}

export const putUint8 = (column: Column, value: number): void => {
  reserve(column, 1)
  column.bytes[column.length++] = value
}

/** A 32-bit integer, signed or not. */
export const putInt32 = (column: Column, value: number): void => {
  reserve(column, 4)
  const { bytes } = column
  const at = column.length
  bytes[at] = value
  bytes[at + 1] = value >>> 8
  bytes[at + 2] = value >>> 16
  bytes[at + 3] = value >>> 24
  column.length = at + 4
}

/** A 64-bit integer from its halves. */
export const putInt64 = (column: Column, low: number, high: number): void => {
  putInt32(column, low)
  putInt32(column, high)
}

/** The offset of a row that holds `more` elements. */
export const addOffset = (column: Column, more: number): void => {
  column.total += more
  putInt64(column, column.total >>> 0, Math.floor(column.total / 0x1_0000_0000))
}

export const putFloat64 = (column: Column, value: number): void => {
  reserve(column, 8)
  column.bytes.writeDoubleLE(value, column.length)
  column.length += 8
}
