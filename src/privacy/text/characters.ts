/** Sets of bytes, as tables: a look-up per byte is all that most text costs. */
const toSet = (characters: string, further: (byte: number) => boolean = () => false): Uint8Array => {
  const set = new Uint8Array(256)
  for (let byte = 0; byte < 256; byte++) if (further(byte)) set[byte] = 1
  for (const character of characters) set[character.charCodeAt(0)] = 1
  return set
}

const digit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39
const letter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a
/** Bytes of letters outside ASCII, in UTF-8. */
const foreign = (byte: number): boolean => byte >= 0x80

export const digits: Uint8Array = toSet('', digit)
export const hexadecimal: Uint8Array = toSet('abcdefABCDEF', digit)
export const letters: Uint8Array = toSet('', letter)
/** Letters and digits: `user_203.0.113.7` is an address behind a word. */
export const lettersAndDigits: Uint8Array = toSet('', (byte) => digit(byte) || letter(byte))
/** Letters, digits and `_`: what a word is made of, so that no finding begins or ends in the middle of one. */
export const wordBytes: Uint8Array = toSet('_', (byte) => digit(byte) || letter(byte))
export const localPart: Uint8Array = toSet("._%+'-", (byte) => digit(byte) || letter(byte) || foreign(byte))
export const domainPart: Uint8Array = toSet('-.', (byte) => digit(byte) || letter(byte) || foreign(byte))
export const topLevel: Uint8Array = toSet('', (byte) => letter(byte) || foreign(byte))
export const base64url: Uint8Array = toSet('_-', (byte) => digit(byte) || letter(byte))
/** Token characters of RFC 6750, bearer tokens. */
export const tokenBytes: Uint8Array = toSet('-._~+/=', (byte) => digit(byte) || letter(byte))
/** What names of fields are made of. */
export const nameBytes: Uint8Array = toSet('_-.', (byte) => digit(byte) || letter(byte))
/** What ends a value that is not quoted. */
export const valueEnds: Uint8Array = toSet(' \t\r\n&;,)}]"\'<>`|')
/** What cannot stand between `://` and `@`. */
export const userInfoEnds: Uint8Array = toSet(' \t\r\n"\'<>`{}')
