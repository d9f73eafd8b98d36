import { toEncodedText } from '../../native/column.ts'
import type { AttributePolicy } from '../../privacy/attribute-policy.ts'
import type { AttributePrivacy } from './value-writer.ts'

/** An attribute name, identified by its bytes: its policy and encoding are determined once. */
export type AttributeName = {
  /** Number of the name; -1 if it is not kept because too many are. */
  readonly id: number
  /**
   * The name as it arrived, as a ClickHouse string, length first; empty for a truncated one, so that it is never found
   * again and each is counted.
   */
  readonly source: Buffer
  /** The name as it is written: scrubbed, since some programs use addresses as names. */
  readonly encoded: Buffer
  /** Bytes of the name as Latin-1 text, so that comparing texts compares bytes. */
  readonly order: string
  readonly policy: AttributePolicy
  /** The name as text, as it arrived. */
  readonly name: string
}

export type AttributeNames = {
  /** The name at a place in a request; `hint` is compared first. */
  readonly find: (bytes: Buffer, start: number, end: number, hint?: AttributeName) => AttributeName
  /** The same for a name of our own. */
  readonly of: (name: string) => AttributeName
}

/**
 * Names kept; they come from outside, so their memory is bounded. Slots: twice as many, rounded up to a power of two.
 */
const maxNames = 8192
const slots = 32_768
/**
 * Maximum bytes of a name; longer ones are truncated, since names are keys of every row.
 */
const maxNameLength = 1024
/** Slots that are tried, so that names crafted to collide cost no more than names that are not kept. */
const maxTries = 16

export const createAttributeNames = ({ policyOf, text, counters }: AttributePrivacy): AttributeNames => {
  const table: (AttributeName | undefined)[] = new Array(slots).fill(undefined)
  let known = 0
  const find: AttributeNames['find'] = (bytes, start, end, hint) => {
    if (hint !== undefined && isSame(hint.source, bytes, start, end)) return hint
    let slot = toSlot(bytes, start, end)
    for (let tries = 0; tries < maxTries; tries++) {
      const name = table[slot]
      if (name === undefined) break
      if (isSame(name.source, bytes, start, end)) return name
      slot = (slot + 1) & (slots - 1)
    }
    const isLong = end - start > maxNameLength
    if (isLong) counters.cutNames++
    const keep = !isLong && table[slot] === undefined && known < maxNames
    const name = toAttributeName(keep ? known : -1, bytes.subarray(start, end), policyOf, text.toScrubbed)
    if (keep) {
      table[slot] = name
      known++
    }
    return name
  }
  const of = (name: string): AttributeName => {
    const bytes = Buffer.from(name)
    return find(bytes, 0, bytes.length)
  }
  return { find, of }
}

const toAttributeName = (
  id: number,
  source: Buffer,
  policyOf: (name: string) => AttributePolicy,
  toScrubbed: (text: string) => string,
): AttributeName => {
  const name = source.toString('utf8')
  const clean = toScrubbed(name)
  const whole = clean === name ? source : Buffer.from(clean)
  const written = whole.subarray(0, toCut(whole, maxNameLength))
  return {
    id,
    source: source.length > maxNameLength ? noBytes : toEncodedText(source, 0, source.length),
    encoded: toEncodedText(written, 0, written.length),
    order: written.toString('latin1'),
    policy: policyOf(name),
    name,
  }
}

const noBytes = Buffer.alloc(0)

/** Where to cut text so that it has no more bytes than these, and no half character. */
const toCut = (text: Buffer, longest: number): number => {
  if (text.length <= longest) return text.length
  let end = longest
  while (end > 0 && (text[end]! & 0xc0) === 0x80) end--
  return end
}

/** Length and five bytes tell nearly all names apart. */
const toSlot = (bytes: Buffer, start: number, end: number): number => {
  const length = end - start
  if (length === 0) return 0
  const middle = start + (length >> 1)
  let hash = length
  hash = Math.imul(hash, 31) + bytes[start]!
  hash = Math.imul(hash, 31) + bytes[end - 1]!
  hash = Math.imul(hash, 31) + bytes[middle]!
  hash = Math.imul(hash, 31) + (length > 2 ? bytes[end - 3]! : 0)
  hash = Math.imul(hash, 31) + bytes[start + (length >> 2)]!
  return (hash ^ (hash >>> 15)) & (slots - 1)
}

const isSame = (encoded: Buffer, bytes: Buffer, start: number, end: number): boolean => {
  const length = end - start
  const head = encoded.length - length
  if (head < 1 || head > 5 || head !== toHeadLength(length)) return false
  for (let i = 0; i < length; i++) if (encoded[head + i] !== bytes[start + i]) return false
  return true
}

/** Bytes that the length of a string takes. */
const toHeadLength = (length: number): number => {
  if (length < 0x80) return 1
  if (length < 0x4000) return 2
  return length < 0x20_0000 ? 3 : length < 0x1000_0000 ? 4 : 5
}
