/** Sets of bytes, as tables: most text costs only one look-up per byte. */
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
/** Letters and digits, without `_`: `user_203.0.113.7` contains an address after a word. */
export const lettersAndDigits: Uint8Array = toSet('', (byte) => digit(byte) || letter(byte))
/** Letters, digits and `_`, which form words: no finding may begin or end in the middle of one. */
export const wordBytes: Uint8Array = toSet('_', (byte) => digit(byte) || letter(byte))
export const localPart: Uint8Array = toSet("._%+'-", (byte) => digit(byte) || letter(byte) || foreign(byte))
export const domainPart: Uint8Array = toSet('-.', (byte) => digit(byte) || letter(byte) || foreign(byte))
export const topLevel: Uint8Array = toSet('', (byte) => letter(byte) || foreign(byte))
export const base64url: Uint8Array = toSet('_-', (byte) => digit(byte) || letter(byte))
/** Token characters of RFC 6750, bearer tokens. */
export const tokenBytes: Uint8Array = toSet('-._~+/=', (byte) => digit(byte) || letter(byte))
/** Characters of field names. */
export const nameBytes: Uint8Array = toSet('_-.', (byte) => digit(byte) || letter(byte))
/** Characters that end an unquoted value. */
export const valueEnds: Uint8Array = toSet(' \t\r\n&;,)}]"\'<>`|')
/** Characters that cannot occur between `://` and `@`. */
export const userInfoEnds: Uint8Array = toSet(' \t\r\n"\'<>`{}')
