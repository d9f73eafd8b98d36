import { digits, domainPart, localPart, topLevel, userInfoEnds } from './characters.ts'
import { addFinding, type Findings } from './findings.ts'

/** Maximum lengths of the local part and of the domain in RFC 5321. */
const maxLocalLength = 64
const maxDomainLength = 253
const maxUserInfoLength = 256

/**
 * Looks around an `@` (or `%40`, which is an `@` in a URL) for user and password of a URL, or an e-mail address.
 * @param after first byte after the sign
 */
export const findAroundAt = (
  bytes: Uint8Array,
  at: number,
  after: number,
  start: number,
  end: number,
  found: Findings,
): number => {
  const floor = Math.max(start, found.floor)
  const userInfo = after === at + 1 ? toUserInfoStart(bytes, at, floor) : -1
  if (userInfo >= 0 && userInfo < at) return addFinding(found, userInfo, toLastAt(bytes, at, end), 'secret')
  const local = toLocalStart(bytes, at, floor)
  if (local === at) return after
  const domainEnd = toDomainEnd(bytes, after, end)
  return domainEnd < 0 ? after : addFinding(found, local, domainEnd, 'email')
}

/** First byte after `//` if there are only user and password between it and the `@`, else -1. */
const toUserInfoStart = (bytes: Uint8Array, at: number, floor: number): number => {
  const lowest = Math.max(floor, at - maxUserInfoLength)
  for (let i = at - 1; i >= lowest; i--) {
    const byte = bytes[i]!
    if (userInfoEnds[byte] === 1 || byte === 0x40) return -1
    if (byte === 0x2f) return i > lowest && bytes[i - 1] === 0x2f ? i + 1 : -1
  }
  return -1
}

/** The last `@` before the host: a password may contain an unescaped one. */
const toLastAt = (bytes: Uint8Array, at: number, end: number): number => {
  const highest = Math.min(end, at + maxUserInfoLength)
  let last = at
  for (let i = at + 1; i < highest && bytes[i] !== 0x2f && userInfoEnds[bytes[i]!] === 0; i++) {
    if (bytes[i] === 0x40) last = i
  }
  return last
}

const toLocalStart = (bytes: Uint8Array, at: number, floor: number): number => {
  const lowest = Math.max(floor, at - maxLocalLength)
  let first = at
  while (first > lowest && localPart[bytes[first - 1]!] === 1) first--
  while (first < at && (bytes[first] === 0x2e || bytes[first] === 0x27 || bytes[first] === 0x2d)) first++
  return first
}

/** End of a domain with at least one dot and a last label of letters; -1 if there is none (`react@18.2.0` has none). */
const toDomainEnd = (bytes: Uint8Array, after: number, end: number): number => {
  const highest = Math.min(end, after + maxDomainLength)
  let last = after
  while (last < highest && domainPart[bytes[last]!] === 1) last++
  while (last > after && (bytes[last - 1] === 0x2e || bytes[last - 1] === 0x2d)) last--
  let label = last
  while (label > after && topLevel[bytes[label - 1]!] === 1) label--
  const plain = last - label >= 2 && label > after + 1 && bytes[label - 1] === 0x2e
  return plain || isPunycode(bytes, label, after) ? last : -1
}

/** Whether the last label is one of `xn--…`, which may hold digits and hyphens before its letters. */
const isPunycode = (bytes: Uint8Array, label: number, after: number): boolean => {
  let first = label
  while (first > after && bytes[first - 1] !== 0x2e) first--
  const isMark = bytes[first] === 0x78 && bytes[first + 1] === 0x6e && bytes[first + 2] === 0x2d
  return isMark && first > after && digits[bytes[after]!] === 0
}
