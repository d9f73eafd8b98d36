import { expect, test } from 'vitest'
import { packStored, unpackLz4, unpackLz4Frame } from './lz4.ts'

const from = (hex: string): Uint8Array => Buffer.from(hex, 'hex')
const text = 'the quick brown fox jumps over the lazy dog. '.repeat(40).slice(0, 1500)

// Made by lz4 for Python: a block, and frames with and without size, block and content checksums.
const block =
  'f01074686520717569636b2062726f776e20666f78206a756d7073206f766572201f00916c617a7920646f672e0e000f2d00ffffffffff985062726f776e'
const frames = [
  `04224d186840dc05000000000000af3e000000${block}00000000`,
  `04224d186040823e000000${block}00000000`,
  `04224d187c40dc050000000000008c3e000000${block}20876b7a00000000379d9bb2`,
]

test('a block of a known size', () => {
  expect(Buffer.from(unpackLz4(from(block), 1500)).toString()).toBe(text)
})

test.each(frames)('a frame: %s', (frame) => {
  expect(Buffer.from(unpackLz4Frame(from(frame), 10_000)!).toString()).toBe(text)
})

test.each([
  ['04224d1860408200000000', ''],
  ['04224d1868400300000000000000870300008061626300000000', 'abc'],
])('a frame of nothing, and one that is stored as it is', (frame, content) => {
  expect(Buffer.from(unpackLz4Frame(from(frame), 10)!).toString()).toBe(content)
})

test.each([0, 1, 14, 15, 16, 269, 270, 271, 65_536])('%i bytes stored as they are come back', (length) => {
  const bytes = Uint8Array.from({ length }, (_, at) => at % 251)
  expect(unpackLz4(packStored(bytes), length)).toEqual(bytes)
})

test('a frame that becomes larger than the limit', () => {
  expect(unpackLz4Frame(from(frames[0]!), 1499)).toBeUndefined()
})

test('another size than the one said, and every end too early, is refused', () => {
  expect(() => unpackLz4(from(block), 1499)).toThrow('LZ4')
  expect(() => unpackLz4(from(block), 1501)).toThrow('LZ4')
  const frame = from(frames[0]!)
  for (let length = 0; length < frame.length; length++)
    expect(() => unpackLz4Frame(frame.subarray(0, length), 10_000)).toThrow('LZ4')
})

test('every byte changed gives a text or a refusal, and never a byte from elsewhere', () => {
  const good = from(block)
  for (let at = 0; at < good.length; at++) {
    for (const value of [0, 1, 15, 127, 240, 255]) {
      const bad = Uint8Array.from(good)
      bad[at] = value
      try {
        expect(unpackLz4(bad, 1500).length).toBe(1500)
      } catch (error) {
        expect((error as Error).message).toContain('LZ4')
      }
    }
  }
})
