/** The bytes are no LZ4 block of the size said. */
export class Lz4Error extends Error {}

const fail = (): never => {
  throw new Lz4Error('not an LZ4 block of the size that its frame says')
}

/**
 * Unpacks one LZ4 block (no frame) into exactly `size` bytes. Nothing outside of input and output is ever read or written.
 * @throws Lz4Error
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 */
export const unpackLz4 = (input: Uint8Array, size: number): Uint8Array => {
  const output = new Uint8Array(size)
  let from = 0
  let to = 0
  const readLength = (start: number): number => {
    let length = start
    if (start < 15) return length
    for (;;) {
      const more = input[from++] ?? fail()
      length += more
      if (more < 255) return length
    }
  }
  while (from < input.length) {
    const token = input[from++]!
    const literals = readLength(token >> 4)
    if (from + literals > input.length || to + literals > size) fail()
    output.set(input.subarray(from, from + literals), to)
    from += literals
    to += literals
    if (from === input.length) break
    if (from + 2 > input.length) fail()
    const offset = input[from]! | (input[from + 1]! << 8)
    from += 2
    const end = to + readLength(token & 15) + 4
    if (offset === 0 || offset > to || end > size) fail()
    // Byte by byte where the match overlaps what it writes: that is how LZ4 repeats.
    if (end - to <= offset) output.copyWithin(to, to - offset, end - offset)
    else for (let at = to; at < end; at++) output[at] = output[at - offset]!
    to = end
  }
  if (to !== size) fail()
  return output
}
