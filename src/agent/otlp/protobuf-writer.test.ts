import protobuf from 'protobufjs'
import { describe, expect, test } from 'vitest'
import {
  beginMessage,
  createProtobufWriter,
  endMessage,
  type ProtobufWriter,
  resetWriter,
  toBytes,
  writeBigInt,
  writeBool,
  writeBytes,
  writeDouble,
  writeFixed64,
  writeHex,
  writeInt64,
  writeSecondsAndNanos,
  writeString,
  writeUint,
  writeUnixNanos,
} from './protobuf-writer.ts'

const written = (write: (writer: ProtobufWriter) => void): Buffer => {
  const writer = createProtobufWriter(1)
  write(writer)
  return toBytes(writer)
}

const expected = (write: (writer: protobuf.Writer) => void): Buffer => {
  const writer = protobuf.Writer.create()
  write(writer)
  return Buffer.from(writer.finish())
}

describe('what a reader of protobuf finds is what was written', () => {
  test.each([0, 1, 127, 128, 300, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53 - 1])('uint %d', (value) => {
    expect(written((w) => writeUint(w, 3, value))).toEqual(expected((w) => w.uint32(24).uint64(value)))
  })
  test.each([0, 5, -1, -300, -(2 ** 40), 2 ** 53 - 1, -(2 ** 53 - 1)])('int64 %d', (value) => {
    expect(written((w) => writeInt64(w, 1, value))).toEqual(expected((w) => w.uint32(8).int64(value)))
  })
  test.each([0n, 2n ** 64n - 1n, 2n ** 63n, -1n, -(2n ** 63n)])('big integer %d', (value) => {
    const reader = protobuf.Reader.create(written((w) => writeBigInt(w, 1, value)))
    reader.uint32()
    expect(BigInt(reader.uint64().toString()) & (2n ** 64n - 1n)).toBe(BigInt.asUintN(64, value))
  })
  test.each(['', 'a', 'x'.repeat(24), 'x'.repeat(25), 'ü'.repeat(24), '€'.repeat(100), '👋', 'x'.repeat(70_000)])(
    'text %#',
    (value) => {
      expect(written((w) => writeString(w, 17, value))).toEqual(expected((w) => w.uint32(17 * 8 + 2).string(value)))
    },
  )
  test('a lone surrogate becomes the replacement character', () => {
    expect(written((w) => writeString(w, 1, '\ud800'))).toEqual(Buffer.from([10, 3, 0xef, 0xbf, 0xbd]))
  })
  test('doubles, booleans, bytes, ids', () => {
    expect(written((w) => writeDouble(w, 4, -0.1))).toEqual(expected((w) => w.uint32(33).double(-0.1)))
    expect(written((w) => writeBool(w, 2, true))).toEqual(Buffer.from([16, 1]))
    expect(written((w) => writeBytes(w, 2, Buffer.from([1, 2])))).toEqual(Buffer.from([18, 2, 1, 2]))
    expect(written((w) => writeHex(w, 1, '0aff'))).toEqual(Buffer.from([10, 2, 0x0a, 0xff]))
  })
  test.each([0, 1, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1])('fixed64 %d', (value) => {
    expect(written((w) => writeFixed64(w, 7, value)).readBigUInt64LE(1)).toBe(BigInt(value))
  })
})

describe('times keep their nanoseconds', () => {
  test.each([
    [1_795_357_245, 999_999_999],
    [0, 0],
    [1, 1],
    [65_535, 999_999_999],
    [4_294_967_295, 123_456_789],
  ])('%d s and %d ns', (seconds, nanos) => {
    const bytes = written((w) => writeSecondsAndNanos(w, 7, seconds, nanos))
    expect(bytes.readBigUInt64LE(1)).toBe(BigInt(seconds) * 10n ** 9n + BigInt(nanos))
  })
  test.each([
    [1_795_357_245_123.25, 1_795_357_245_123_250_000n],
    [1_795_357_245_000, 1_795_357_245_000_000_000n],
    [0.5, 500_000n],
  ])('%d ms', (milliseconds, nanos) => {
    expect(written((w) => writeUnixNanos(w, 7, milliseconds)).readBigUInt64LE(1)).toBe(nanos)
  })
})

describe('nested messages carry their length', () => {
  test.each([0, 1, 125, 126, 127, 128, 16_383, 16_384, 3_000_000])('of a text of %d characters', (size) => {
    const bytes = written((w) => {
      const outer = beginMessage(w, 1)
      const inner = beginMessage(w, 2)
      writeString(w, 3, 'x'.repeat(size))
      endMessage(w, inner)
      writeUint(w, 4, 7)
      endMessage(w, outer)
    })
    const wanted = expected((w) => {
      w.uint32(10).fork().uint32(18).fork().uint32(26).string('x'.repeat(size)).ldelim().uint32(32).uint32(7).ldelim()
    })
    expect(bytes.equals(wanted)).toBe(true)
  })
})

test('a writer is used again after a reset', () => {
  const writer = createProtobufWriter(4)
  writeString(writer, 1, 'first')
  resetWriter(writer)
  writeUint(writer, 1, 1)
  expect(toBytes(writer)).toEqual(Buffer.from([8, 1]))
})
