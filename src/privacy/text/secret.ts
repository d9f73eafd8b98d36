import { deniedNames, isDeniedKey } from '../denied-keys.ts'
import { digits, letters, nameBytes, valueEnds, wordBytes } from './characters.ts'
import { addFinding, type Findings } from './findings.ts'

const maxNameLength = 64

/**
 * The first two letters of all denied words: if no part of a name begins with any of them, the name need not be
 * checked.
 */
const beginnings = new Uint8Array(0x10000)
for (const word of deniedNames.flatMap(({ words }) => words))
  beginnings[(word.charCodeAt(0) << 8) | word.charCodeAt(1)] = 1

/**
 * Whether a part of the name begins like a denied word. Parts begin at the start, after a separator and at a capital.
 */
const mayBeDenied = (bytes: Uint8Array, start: number, end: number): boolean => {
  let begins = true
  for (let i = start; i < end - 1; i++) {
    const byte = bytes[i]!
    const letter = letters[byte] === 1
    if (letter && (begins || byte < 0x61) && beginnings[((byte | 0x20) << 8) | (bytes[i + 1]! | 0x20)] === 1)
      return true
    begins = !letter && digits[byte] !== 1
  }
  return false
}

/** Headers whose value extends to the end of the line, including spaces. */
const wholeLine: ReadonlySet<string> = new Set(['cookie', 'set-cookie', 'authorization', 'proxy-authorization'])

/**
 * Looks for a denied name before `=` or `:`: `password=…`, `"apiKey": "…"`, `{ token: '…' }`, `Cookie: …`. The value is
 * replaced, the name is kept. Returns where the search continues, or -1. A colon without quotes on either side counts
 * only after a header that always contains a secret, or without a space after it: "invalid token: unexpected end" is a
 * sentence.
 */
export const findNamedSecret = (bytes: Uint8Array, at: number, start: number, end: number, found: Findings): number => {
  const floor = Math.max(start, found.floor)
  const nameEnd = skipBackOverQuotes(bytes, at, floor)
  let nameStart = nameEnd
  while (nameStart > floor && nameEnd - nameStart < maxNameLength && nameBytes[bytes[nameStart - 1]!] === 1) nameStart--
  if (nameEnd - nameStart < 3 || !mayBeDenied(bytes, nameStart, nameEnd)) return -1
  const name = toText(bytes, nameStart, nameEnd)
  if (!isDeniedKey(name)) return -1
  const valueStart = skipSpaces(bytes, at + 1, end)
  const quoteStart = skipBackslashes(bytes, valueStart, end)
  const quote = quoteStart < end ? bytes[quoteStart]! : 0
  if (quote === 0x22 || quote === 0x27) return toQuoted(bytes, quoteStart, end, quote, found)
  const nameQuoted = nameEnd !== at && (bytes[nameEnd] === 0x22 || bytes[nameEnd] === 0x27 || bytes[nameEnd] === 0x5c)
  if (quote === 0x5b || quote === 0x7b) {
    const next = toNested(bytes, valueStart, nameQuoted ? end : Math.min(end, valueStart + maxInspectedLength), found)
    if (next >= 0) return next
    if (nameQuoted) return addFinding(found, valueStart, end, 'secret')
  }
  if (wholeLine.has(name.toLowerCase())) return toLine(bytes, valueStart, end, found)
  if (bytes[at] === 0x3a && valueStart > at + 1 && !nameQuoted) return -1
  return toBare(bytes, valueStart, end, found)
}

const toText = (bytes: Uint8Array, start: number, end: number): string => {
  let text = ''
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]!)
  return text
}

/** Before the sign: up to two spaces and one closing quote, escaped or not. */
const skipBackOverQuotes = (bytes: Uint8Array, at: number, floor: number): number => {
  let i = at
  while (i > floor && at - i < 2 && bytes[i - 1] === 0x20) i--
  if (i > floor && (bytes[i - 1] === 0x22 || bytes[i - 1] === 0x27)) {
    i--
    while (i > floor && at - i < 8 && bytes[i - 1] === 0x5c) i--
  }
  return i
}

const skipSpaces = (bytes: Uint8Array, at: number, end: number): number => {
  let i = at
  while (i < end && i - at < 4 && bytes[i] === 0x20) i++
  return i
}

const skipBackslashes = (bytes: Uint8Array, at: number, end: number): number => {
  let i = at
  while (i < end && i - at < 6 && bytes[i] === 0x5c) i++
  return i
}

/**
 * A quoted value: up to the next quote with as many backslashes before it as the first; up to the end if there is none.
 */
const toQuoted = (bytes: Uint8Array, quoteAt: number, end: number, quote: number, found: Findings): number => {
  const escapes = countBackslashes(bytes, quoteAt)
  let last = quoteAt + 1
  while (last < end && !(bytes[last] === quote && countBackslashes(bytes, last) <= escapes)) last++
  const valueEnd = last < end ? last - escapes : last
  return valueEnd <= quoteAt + 1 ? last : addFinding(found, quoteAt + 1, valueEnd, 'secret')
}

/** Number of backslashes before a position, at most eight: nothing is nested deeper. */
const countBackslashes = (bytes: Uint8Array, at: number): number => {
  let count = 0
  while (count < 8 && bytes[at - 1 - count] === 0x5c) count++
  return count
}

/** Maximum length of an object whose name is not quoted: "unexpected token: {" is a sentence. */
const maxInspectedLength = 4096

/**
 * A whole list or object (`"set-cookie":["…"]`, `cookies: { … }`); -1 if it is unterminated. Brackets in quotes do not
 * count.
 */
const toNested = (bytes: Uint8Array, start: number, end: number, found: Findings): number => {
  let depth = 0
  let quote = 0
  let escapes = 0
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!
    if (quote !== 0) {
      if (byte === quote && countBackslashes(bytes, i) <= escapes) quote = 0
    } else if (byte === 0x22 || byte === 0x27) {
      quote = byte
      escapes = countBackslashes(bytes, i)
    } else if (byte === 0x5b || byte === 0x7b) depth++
    else if ((byte === 0x5d || byte === 0x7d) && --depth === 0)
      return isMark(bytes, start, i, end) ? i + 1 : addFinding(found, start, i + 1, 'secret')
  }
  return -1
}

const toLine = (bytes: Uint8Array, start: number, end: number, found: Findings): number => {
  let last = start
  while (last < end && bytes[last] !== 0x0a && bytes[last] !== 0x0d && bytes[last] !== 0x22) last++
  return last === start ? last : addFinding(found, start, last, 'secret')
}

/** `[redacted]`, `[secret]`: the value was already removed by something else. */
const isMark = (bytes: Uint8Array, start: number, last: number, end: number): boolean => {
  if (last >= end || bytes[last] !== 0x5d || last === start + 1) return false
  for (let i = start + 1; i < last; i++) if (letters[bytes[i]!] !== 1) return false
  return true
}

/** An unquoted value. Placeholders of prepared statements (`?`, `$1`, `:name`, `%s`) are not secrets. */
const toBare = (bytes: Uint8Array, start: number, end: number, found: Findings): number => {
  let last = start
  while (last < end && valueEnds[bytes[last]!] !== 1) last++
  const first = bytes[start]!
  if (first === 0x5b && isMark(bytes, start, last, end)) return last
  const placeholder =
    last - start < 2 || first === 0x3a || first === 0x25 || (first === 0x24 && digits[bytes[start + 1]!] === 1)
  if (last === start || (placeholder && (last - start < 2 ? wordBytes[first] !== 1 : true))) return -1
  return addFinding(found, start, last, 'secret')
}
