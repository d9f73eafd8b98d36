import { base64url, digits, tokenBytes, wordBytes } from './characters.ts'
import { addFinding, type Findings } from './findings.ts'

/** Schemes of an authorization header that are followed by a token or by a password in base64. */
const schemes = ['bearer', 'basic', 'token', 'digest', 'negotiate'].map((scheme) => Buffer.from(scheme))

/** Token prefixes of well-known services, and the minimum length of the rest. */
const prefixes: readonly (readonly [prefix: Buffer, least: number])[] = [
  ['ghp_', 20],
  ['gho_', 20],
  ['ghu_', 20],
  ['ghs_', 20],
  ['ghr_', 20],
  ['github_pat_', 20],
  ['npm_', 30],
  ['sk_live_', 10],
  ['sk_test_', 10],
  ['rk_live_', 10],
  ['whsec_', 16],
  ['xoxb-', 10],
  ['xoxp-', 10],
  ['xoxa-', 10],
  ['xoxs-', 10],
  ['glpat-', 16],
  ['sk-', 20],
  ['AKIA', 16],
].map(([prefix, least]) => [Buffer.from(prefix as string), least as number] as const)

/** Looks for `Bearer <token>` around a space. Returns where the search continues, or -1. */
export const findSchemeToken = (
  bytes: Uint8Array,
  space: number,
  start: number,
  end: number,
  found: Findings,
): number => {
  const floor = Math.max(start, found.floor)
  const scheme = schemes.find((name) => endsWith(bytes, space, floor, name))
  if (scheme === undefined) return -1
  const first = space + 1
  const last = runEnd(tokenBytes, bytes, first, end)
  return isTokenLike(bytes, first, last) ? addFinding(found, first, last, 'token') : -1
}

const schemeEndings = new Uint8Array(0x10000)
for (const scheme of schemes) schemeEndings[(scheme.at(-2)! << 8) | scheme.at(-1)!] = 1

/**
 * Whether the two letters before a space are the last of a scheme: a fast check, since there are many spaces and few
 * schemes.
 */
export const mayEndScheme = (bytes: Uint8Array, space: number): boolean =>
  space > 1 && schemeEndings[((bytes[space - 2]! | 0x20) << 8) | (bytes[space - 1]! | 0x20)] === 1

/**
 * Looks for a JSON web token at the `J` of `eyJ`: at least three parts, joined by dots. Returns where the search
 * continues, or -1.
 */
export const findJwt = (bytes: Uint8Array, at: number, start: number, end: number, found: Findings): number => {
  const first = at - 2
  const floor = Math.max(start, found.floor)
  if (first < floor || bytes[first] !== 0x65 || bytes[first + 1] !== 0x79) return -1
  if (first > floor && wordBytes[bytes[first - 1]!] === 1) return -1
  let dots = 0
  let i = at + 1
  for (; i < end; i++) {
    if (bytes[i] === 0x2e) dots++
    else if (base64url[bytes[i]!] !== 1) break
  }
  return dots >= 2 && i - first > 20 ? addFinding(found, first, i, 'token') : i
}

/** Looks for a prefix of a well-known token that ends right after `at`. Returns where the search continues, or -1. */
export const findPrefixedToken = (
  bytes: Uint8Array,
  at: number,
  start: number,
  end: number,
  found: Findings,
): number => {
  const floor = Math.max(start, found.floor)
  for (const [prefix, least] of prefixes) {
    const first = at + 1 - prefix.length
    if (first < floor || !sameBytes(bytes, first, prefix)) continue
    if (first > floor && wordBytes[bytes[first - 1]!] === 1) continue
    const last = runEnd(base64url, bytes, at + 1, end)
    if (last - at - 1 >= least) return addFinding(found, first, last, 'token')
  }
  return -1
}

const runEnd = (set: Uint8Array, bytes: Uint8Array, first: number, end: number): number => {
  let last = first
  while (last < end && set[bytes[last]!] === 1) last++
  return last
}

/**
 * Whether a run of characters is a token rather than the next word of a sentence ("basic authentication", "bearer
 * token").
 */
const isTokenLike = (bytes: Uint8Array, first: number, last: number): boolean => {
  const length = last - first
  if (length >= 24) return true
  if (length < 6) return false
  for (let i = first; i < last - 1; i++) {
    const byte = bytes[i]!
    const capitalInside = i > first && byte >= 0x41 && byte <= 0x5a
    if (digits[byte] === 1 || capitalInside || (byte < 0x41 && tokenBytes[byte] === 1) || byte === 0x5f) return true
  }
  return bytes[last - 1] === 0x3d || digits[bytes[last - 1]!] === 1
}

/** Whether `word` (lower case) ends just before `at`, in any case, as a whole word. */
const endsWith = (bytes: Uint8Array, at: number, floor: number, word: Uint8Array): boolean => {
  const first = at - word.length
  if (first < floor || (first > floor && wordBytes[bytes[first - 1]!] === 1)) return false
  for (let i = 0; i < word.length; i++) if ((bytes[first + i]! | 0x20) !== word[i]) return false
  return true
}

const sameBytes = (bytes: Uint8Array, first: number, other: Uint8Array): boolean => {
  for (let i = 0; i < other.length; i++) if (bytes[first + i] !== other[i]) return false
  return true
}
