import { digits, hexadecimal, lettersAndDigits, wordBytes } from './characters.ts'
import { addFinding, type Findings } from './findings.ts'

/**
 * End of the IPv4 address that begins at `at`, or -1. Four numbers of 0 to 255; not part of a longer row of numbers
 * (`1.2.3.4.5`) or of a word.
 */
export const toIpv4End = (bytes: Uint8Array, at: number, end: number): number => {
  let i = at
  for (let octet = 0; octet < 4; octet++) {
    if (octet > 0 && (i >= end || bytes[i++] !== 0x2e)) return -1
    const first = i
    let value = 0
    while (i < end && i - first < 3 && digits[bytes[i]!] === 1) value = value * 10 + bytes[i++]! - 0x30
    if (i === first || value > 255) return -1
  }
  if (i >= end) return i
  if (lettersAndDigits[bytes[i]!] === 1) return -1
  return bytes[i] === 0x2e && i + 1 < end && digits[bytes[i + 1]!] === 1 ? -1 : i
}

/** 127.x.y.z and 0.0.0.0 identify no one, and help to understand `ECONNREFUSED 127.0.0.1:5432`. */
export const isLocalIpv4 = (bytes: Uint8Array, at: number, end: number): boolean => {
  if (bytes[at] === 0x31 && bytes[at + 1] === 0x32 && bytes[at + 2] === 0x37 && bytes[at + 3] === 0x2e) return true
  return (
    end - at === 7 && bytes[at] === 0x30 && bytes[at + 2] === 0x30 && bytes[at + 4] === 0x30 && bytes[at + 6] === 0x30
  )
}

/**
 * Whether four numbers are the version of a product: `Chrome/120.0.0.0`. A capital first letter and no further slash
 * before it distinguish it from a path (`/client/10.0.0.1`).
 */
export const isProductVersion = (bytes: Uint8Array, at: number, floor: number): boolean => {
  if (at - 2 < floor || bytes[at - 1] !== 0x2f) return false
  let first = at - 1
  const lowest = Math.max(floor, at - 40)
  while (first > lowest && wordBytes[bytes[first - 1]!] === 1) first--
  const letter = bytes[first]!
  const before = first > floor ? bytes[first - 1]! : 0x20
  return letter >= 0x41 && letter <= 0x5a && (before === 0x20 || before === 0x28 || before === 0x22 || before === 0x27)
}

/** Looks for an IPv6 address around a colon. Returns where the search continues, or -1 if there is none. */
export const findIpv6 = (bytes: Uint8Array, colon: number, start: number, end: number, found: Findings): number => {
  const floor = Math.max(start, found.floor)
  let first = colon
  while (first > floor && colon - first < 5 && hexadecimal[bytes[first - 1]!] === 1) first--
  if (colon - first > 4) return -1
  if (first === colon && bytes[colon + 1] !== 0x3a) return -1
  if (first > floor && (wordBytes[bytes[first - 1]!] === 1 || bytes[first - 1] === 0x3a || bytes[first - 1] === 0x2e))
    return -1
  const last = toIpv6End(bytes, first, end)
  if (last < 0) return -1
  return isLocalIpv6(bytes, first, last) ? last : addFinding(found, first, last, 'ip')
}

/**
 * End of the IPv6 address that begins at `at`, or -1. Eight groups, or fewer with one `::`; the last two may be written
 * as IPv4.
 */
const toIpv6End = (bytes: Uint8Array, at: number, end: number): number => {
  let groups = 0
  let gap = false
  let digit = false
  let i = at
  while (i < end && groups < 8) {
    if (bytes[i] === 0x3a && i + 1 < end && bytes[i + 1] === 0x3a && !gap) {
      gap = true
      i += 2
      continue
    }
    const first = bytes[i] === 0x3a && groups > 0 && !(gap && bytes[i - 1] === 0x3a) ? i + 1 : i
    const last = toGroupEnd(bytes, first, end)
    if (last === first) break
    const ipv4 = bytes[last] === 0x2e ? toIpv4End(bytes, first, end) : -1
    if (ipv4 >= 0) return gap || groups === 6 ? ipv4 : -1
    for (let at = first; at < last; at++) if (digits[bytes[at]!] === 1) digit = true
    groups++
    i = last
    if (bytes[i] !== 0x3a) break
  }
  const complete = gap ? groups < 8 && (digit || groups === 0) && (groups > 1 || i - at < 4) : groups === 8
  if (!complete) return -1
  return i < end && (wordBytes[bytes[i]!] === 1 || bytes[i] === 0x3a) ? -1 : i
}

const toGroupEnd = (bytes: Uint8Array, first: number, end: number): number => {
  let last = first
  while (last < end && last - first < 4 && hexadecimal[bytes[last]!] === 1) last++
  return last
}

/** `::` and `::1`, and an IPv4 loopback written as IPv6. */
const isLocalIpv6 = (bytes: Uint8Array, first: number, last: number): boolean => {
  const length = last - first
  if (length === 2 || (length === 3 && bytes[last - 1] === 0x31)) return true
  const tail = first + 7
  return length > 9 && bytes[tail - 1] === 0x3a && bytes[first] === 0x3a && isLocalIpv4(bytes, tail, last)
}
