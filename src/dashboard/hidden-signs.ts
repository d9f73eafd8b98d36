/** Names of the control characters 0 to 31, as ASCII has them. */
const c0 =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(
    ' ',
  )

/** Characters that change the direction of text, or are invisible: with them a text can look like another one. */
const invisible: Readonly<Record<string, string>> = {
  '\u061c': 'ALM',
  '\u200b': 'ZWSP',
  '\u200e': 'LRM',
  '\u200f': 'RLM',
  '\u2028': 'LS',
  '\u2029': 'PS',
  '\u202a': 'LRE',
  '\u202b': 'RLE',
  '\u202c': 'PDF',
  '\u202d': 'LRO',
  '\u202e': 'RLO',
  '\u2060': 'WJ',
  '\u2066': 'LRI',
  '\u2067': 'RLI',
  '\u2068': 'FSI',
  '\u2069': 'PDI',
  '\ufeff': 'BOM',
}

// Tab, line feed and the carriage return before one are space. Joiners (U+200C, U+200D) belong to words and emoji.
const pattern = new RegExp(
  `([\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f${Object.keys(invisible).join('')}]|\\r(?!\\n))`,
  'g',
)

/** Short name of a character that would not be seen. */
export const nameSign = (sign: string): string => {
  const code = sign.charCodeAt(0)
  return invisible[sign] ?? c0[code] ?? (code === 0x7f ? 'DEL' : formatCode(sign))
}

/** `U+202E` */
export const formatCode = (sign: string): string =>
  `U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`

/** A text split at its hidden characters, which are at the odd positions. */
export const splitSigns = (text: string): readonly string[] => text.split(pattern)
