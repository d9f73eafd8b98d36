/** The bytes are no LZ4. */
export class Lz4Error extends Error {}

const fail = (): never => {
  throw new Lz4Error('it is not LZ4, or not of the size that it says')
}

/**
 * Unpacks one LZ4 block into `output` from `start` on, which may refer to what is there before, and returns where it
 * ends. Nothing outside of input and output is ever read or written.
 * @throws Lz4Error
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 */
const unpackBlock = (input: Uint8Array, output: Uint8Array, start: number): number => {
  let from = 0
  let to = start
  const readLength = (nibble: number): number => {
    let length = nibble
    if (nibble < 15) return length
    for (;;) {
      const more = input[from++] ?? fail()
      length += more
      if (more < 255) return length
    }
  }
  while (from < input.length) {
    const token = input[from++]!
    const literals = readLength(token >> 4)
    if (from + literals > input.length || to + literals > output.length) fail()
    output.set(input.subarray(from, from + literals), to)
    from += literals
    to += literals
    if (from === input.length) break
    if (from + 2 > input.length) fail()
    const offset = input[from]! | (input[from + 1]! << 8)
    from += 2
    const end = to + readLength(token & 15) + 4
    if (offset === 0 || offset > to || end > output.length) fail()
    // Byte by byte where the match overlaps what it writes: that is how LZ4 repeats.
    if (end - to <= offset) output.copyWithin(to, to - offset, end - offset)
    else for (let at = to; at < end; at++) output[at] = output[at - offset]!
    to = end
  }
  return to
}

/** One block of a size that is known, as ClickHouse's own frames hold it. @throws Lz4Error */
export const unpackLz4 = (input: Uint8Array, size: number): Uint8Array => {
  const output = new Uint8Array(size)
  return unpackBlock(input, output, 0) === size ? output : fail()
}

/** One LZ4 block that holds the bytes as they are: a token, the length in steps of 255, and the bytes. */
export const packStored = (bytes: Uint8Array): Uint8Array => {
  if (bytes.length < 15) return Uint8Array.from([bytes.length << 4, ...bytes])
  const steps = Math.floor((bytes.length - 15) / 255)
  const block = new Uint8Array(2 + steps + bytes.length).fill(255, 0, 1 + steps)
  block[0] = 0xf0
  block[1 + steps] = (bytes.length - 15) % 255
  block.set(bytes, 2 + steps)
  return block
}

const magic = 0x184d2204

/** Largest block by the code in the head, in bytes. */
const blockSizes: Readonly<Record<number, number>> = { 4: 2 ** 16, 5: 2 ** 18, 6: 2 ** 20, 7: 2 ** 22 }

type Head = { readonly end: number; readonly blockSize: number; readonly hasBlockSums: boolean }

const readHead = (view: DataView): Head => {
  if (view.byteLength < 7 || view.getUint32(0, true) !== magic) return fail()
  const flags = view.getUint8(4)
  const blockSize = blockSizes[(view.getUint8(5) >> 4) & 7]
  const hasSize = (flags & 8) !== 0
  const hasDictionary = (flags & 1) !== 0
  if (flags >> 6 !== 1 || hasDictionary || blockSize === undefined) return fail()
  return { end: hasSize ? 15 : 7, blockSize, hasBlockSums: (flags & 16) !== 0 }
}

/**
 * Unpacks an LZ4 frame, which some clients send as `Content-Encoding: lz4`. Its checksums are not compared: the
 * transport has its own. Undefined when it becomes larger than `limit`.
 * @throws Lz4Error
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 */
export const unpackLz4Frame = (input: Uint8Array, limit: number): Uint8Array | undefined => {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength)
  const { end, blockSize, hasBlockSums } = readHead(view)
  let output = new Uint8Array(blockSize)
  let to = 0
  for (let at = end; ; ) {
    if (at + 4 > input.length) fail()
    const head = view.getUint32(at, true)
    const size = head & 0x7fff_ffff
    at += 4
    if (head === 0) return output.subarray(0, to)
    if (at + size > input.length) fail()
    if (output.length < to + blockSize) output = grow(output, to + blockSize)
    const block = input.subarray(at, at + size)
    if (head === size) to = unpackBlock(block, output.subarray(0, to + blockSize), to)
    else {
      if (size > blockSize) fail()
      output.set(block, to)
      to += size
    }
    if (to > limit) return undefined
    at += size + (hasBlockSums ? 4 : 0)
  }
}

const grow = (bytes: Uint8Array<ArrayBuffer>, least: number): Uint8Array<ArrayBuffer> => {
  const larger = new Uint8Array(Math.max(least, bytes.length * 2))
  larger.set(bytes)
  return larger
}
