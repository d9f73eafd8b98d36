/**
 * A body that is not in the Native format. The client gets the message, which helps to find the error in the program
 * that sent it.
 */
export class IncorrectData extends Error {
  constructor(why: string) {
    super(`The body is not the Native format: ${why}`)
    this.name = 'IncorrectData'
  }
}

/** Reads bytes within their bounds: each length is checked against the remaining bytes. */
export type NativeReader = {
  isAtEnd(): boolean
  /** Skips bytes. */
  skip(bytes: number): void
  byte(): number
  /** A number of up to 32 bits, of variable length. */
  varint(): number
  /** A length of 64 bits. Throws if it exceeds the body. */
  length(): number
  /** The next number of 1, 2, 4 or 8 bytes. */
  unsigned(size: number): number
  text(): string
  /** Skips strings. */
  skipTexts(count: number): void
}

/** Names and types are short; a long one is invalid or an attack. */
const maxTextBytes = 4096

export const createNativeReader = (bytes: Uint8Array): NativeReader => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  const need = (count: number): void => {
    if (count > bytes.length - at) throw new IncorrectData('it ends too early, or a length in it is wrong')
  }
  const skip = (count: number): void => {
    need(count)
    at += count
  }
  const varint = (): number => {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      need(1)
      const byte = bytes[at++]!
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
    throw new IncorrectData('a number in it is too long')
  }
  const unsigned = (size: number): number => {
    need(size)
    const start = at
    at += size
    if (size === 1) return view.getUint8(start)
    if (size === 2) return view.getUint16(start, true)
    if (size === 4) return view.getUint32(start, true)
    return view.getUint32(start, true) + view.getUint32(start + 4, true) * 2 ** 32
  }
  return {
    isAtEnd: () => at === bytes.length,
    skip,
    byte: () => unsigned(1),
    varint,
    unsigned,
    length: () => {
      const value = unsigned(8)
      if (value > bytes.length) throw new IncorrectData('a length in it is larger than the body')
      return value
    },
    text: () => {
      const length = varint()
      if (length > maxTextBytes) throw new IncorrectData('a name or type in it is too long')
      const start = at
      skip(length)
      return Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString('utf8')
    },
    skipTexts: (count) => {
      for (let index = 0; index < count; index++) skip(varint())
    },
  }
}
