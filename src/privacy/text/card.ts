import { digits, lettersAndDigits } from './characters.ts'

/** Digits of the current candidate; limited by the longest card number. */
const number = new Uint8Array(19)

/**
 * End of the payment card number that begins at `at`, or -1: 13 to 19 digits, together or in groups split by single
 * spaces or hyphens, of a known issuer and with a valid check digit (Luhn). Without the issuer, every tenth long id
 * would be mistaken for a card number.
 */
export const toCardEnd = (bytes: Uint8Array, at: number, end: number): number => {
  let count = 0
  let groups = 0
  let firstGroup = 0
  let best = -1
  let i = at
  while (i < end && count < 19) {
    while (i < end && count < 19 && digits[bytes[i]!] === 1) number[count++] = bytes[i++]! - 0x30
    groups++
    if (groups === 1) firstGroup = count
    if (groups > 1 && firstGroup !== 4) break
    if (i < end && lettersAndDigits[bytes[i]!] === 1) break
    if (isCard(count)) best = i
    const separator = i < end && (bytes[i] === 0x20 || bytes[i] === 0x2d)
    if (!separator || i + 1 >= end || digits[bytes[i + 1]!] !== 1) break
    i++
  }
  return best
}

const isCard = (count: number): boolean => count >= 13 && isIssued(count) && passesLuhn(count)

/** First digits and lengths of the card networks. */
const isIssued = (count: number): boolean => {
  const two = number[0]! * 10 + number[1]!
  const four = two * 100 + number[2]! * 10 + number[3]!
  if (number[0] === 4) return count === 13 || count === 16 || count === 19
  if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) return count === 16
  if (two === 34 || two === 37) return count === 15
  if (two === 36 || two === 38 || two === 39 || two === 30) return count === 14 || count === 16
  if (four >= 3528 && four <= 3589) return count >= 16
  return (two === 62 || two === 65 || two === 64 || four === 6011) && count >= 16
}

const passesLuhn = (count: number): boolean => {
  let sum = 0
  for (let i = 0; i < count; i++) {
    const digit = number[count - 1 - i]!
    const doubled = i % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
