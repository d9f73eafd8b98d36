import { findIpv6, isLocalIpv4, isProductVersion, toIpv4End } from './address.ts'
import { toCardEnd } from './card.ts'
import { digits, lettersAndDigits } from './characters.ts'
import { findAroundAt } from './email.ts'
import { addFinding, type Findings } from './findings.ts'
import { findNamedSecret } from './secret.ts'
import { findJwt, findPrefixedToken, findSchemeToken, mayEndScheme } from './token.ts'

/** Bytes that may be part of a finding; all others cost one look-up. */
const triggers = new Uint8Array(256)
const triggerAt = 1
const triggerDigit = 2
const triggerColon = 3
const triggerEquals = 4
const triggerPercent = 5
const triggerJ = 6
const triggerSpace = 7
const triggerPrefix = 8
triggers[0x40] = triggerAt
triggers.fill(triggerDigit, 0x30, 0x3a)
triggers[0x3a] = triggerColon
triggers[0x3d] = triggerEquals
triggers[0x25] = triggerPercent
triggers[0x4a] = triggerJ
triggers[0x20] = triggerSpace
triggers[0x5f] = triggerPrefix
triggers[0x2d] = triggerPrefix
triggers[0x41] = triggerPrefix

/**
 * Finds e-mail addresses, IP addresses, tokens, card numbers and named secrets in UTF-8 text. Every search forwards or
 * backwards from a trigger is bounded, or its range is skipped afterwards, so the time is linear in the length for any
 * text.
 * @param addresses false: keep what looks like an IPv4 address (for values that are versions)
 * @returns how many were found; they are in `found`
 */
export const scanText = (bytes: Uint8Array, start: number, end: number, found: Findings, addresses = true): number => {
  found.count = 0
  found.floor = start
  let i = start
  while (i < end) {
    const trigger = triggers[bytes[i]!]!
    if (trigger === 0 || (trigger === triggerSpace && !mayEndScheme(bytes, i))) i++
    else i = look(trigger, bytes, i, start, end, found, addresses)
  }
  return found.count
}

/** Returns where the search continues: always after `i`. */
const look = (
  trigger: number,
  bytes: Uint8Array,
  i: number,
  start: number,
  end: number,
  found: Findings,
  addresses: boolean,
): number => {
  let next = -1
  if (trigger === triggerDigit) return findNumber(bytes, i, start, end, found, addresses)
  if (trigger === triggerAt) return findAroundAt(bytes, i, i + 1, start, end, found)
  if (trigger === triggerColon) {
    next = addresses ? findIpv6(bytes, i, start, end, found) : -1
    if (next < 0) next = findNamedSecret(bytes, i, start, end, found)
  } else if (trigger === triggerEquals) next = findNamedSecret(bytes, i, start, end, found)
  else if (trigger === triggerSpace) next = findSchemeToken(bytes, i, start, end, found)
  else if (trigger === triggerJ) next = findJwt(bytes, i, start, end, found)
  else if (trigger === triggerPrefix) next = findPrefixedToken(bytes, i, start, end, found)
  else if (bytes[i + 1] === 0x34 && bytes[i + 2] === 0x30 && i + 3 < end) {
    return findAroundAt(bytes, i, i + 3, start, end, found)
  }
  return next < 0 ? i + 1 : next
}

/** Checks a number for an address or a card number, and skips its digits. */
const findNumber = (
  bytes: Uint8Array,
  at: number,
  start: number,
  end: number,
  found: Findings,
  addresses: boolean,
): number => {
  let last = at + 1
  while (last < end && digits[bytes[last]!] === 1) last++
  const length = last - at
  const after = last < end ? bytes[last]! : 0
  const mayBeAddress = addresses && length <= 3 && after === 0x2e
  const mayBeCard = length >= 13 || (length === 4 && (after === 0x20 || after === 0x2d))
  if (!mayBeAddress && !mayBeCard) return last
  const floor = Math.max(start, found.floor)
  const before = at > floor ? bytes[at - 1]! : 0x20
  if (lettersAndDigits[before] === 1 || before === 0x2e) return last
  const address = mayBeAddress ? toIpv4End(bytes, at, end) : -1
  if (address > 0) {
    if (isLocalIpv4(bytes, at, address) || isProductVersion(bytes, at, floor)) return address
    return addFinding(found, at, address, 'ip')
  }
  const card = mayBeCard ? toCardEnd(bytes, at, end) : -1
  return card > 0 ? addFinding(found, at, card, 'card') : last
}
