import { clientAddressNames } from '../../src/privacy/client-addresses.ts'
import { allowedNames, deniedNames, harmlessEndings, toNameParts } from '../../src/privacy/denied-keys.ts'
import { scrubMarks } from '../../src/privacy/text/findings.ts'

/** Separators between the parts of a name. */
const between = '[^A-Za-z0-9]*'

/** A word as part of a name in camel case: `Key`, `KEY`. */
const toHump = (word: string): string => `(?:${word[0]!.toUpperCase()}${word.slice(1)}|${word.toUpperCase()})`

/** Words as successive whole parts of a name: `api key` is in `apiKey`, `API_KEY`, `http.request.header.x-api-key`. */
const toNamePart = (words: string): string => {
  const [first = '', ...rest] = toNameParts(words)
  const following = rest.map((word) => `${between}(?i:${word})`).join('')
  return `(?:(?:^|[^A-Za-z0-9])(?i:${first})|[a-z0-9]${toHump(first)})${following}`
}

const deniedWords = deniedNames.flatMap(({ words }) => words)
const anyOf = (parts: readonly string[]): string => `(?:${parts.join('|')})`
const escaped = (name: string): string => name.replace(/[.]/g, '[.]')

const denied = anyOf(deniedWords.map(toNamePart))

/**
 * Names whose values are removed. RE2 has no lookahead: names of mere properties of a secret match too, and are
 * restored with `keptPattern`.
 */
export const deniedPattern: string = `${denied}(?:$|[^A-Za-z0-9]|[A-Z])`

/** Names whose values are the address of a client, also at the end of longer names. */
export const clientAddressPattern: string = `${anyOf(clientAddressNames.map(toNamePart))}$`

/** Names that `deniedPattern` matches and that are kept. */
export const keptPattern: string = `^${anyOf(allowedNames.map(escaped))}$|${denied}${between}(?i:${harmlessEndings.join('|')})$`

/** These names, alone or at the end of a nested one, including items of a list. */
export const toNamesPattern = (names: readonly string[]): string =>
  `(?:^|[.])${anyOf(names.map(escaped))}(?:[.][0-9]+)*$`

/** These names, and everything nested below them. */
export const toNestedPattern = (names: readonly string[]): string => `(?:^|[.])${anyOf(names.map(escaped))}(?:[.]|$)`

/** Names whose values look like addresses but are versions. */
export const versionPattern = '(?i)(?:^|[._-])version$'

const octet = '(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])'
/** 127.x.y.z and 0.0.0.0 identify no one. */
const firstOctet = '(?:25[0-5]|2[0-4][0-9]|1[013-9][0-9]|12[0-689]|[1-9][0-9]?)'
const group = '[0-9A-Fa-f]{1,4}'
const ipv6 = anyOf([
  `(?:${group}:){6}${firstOctet}(?:[.]${octet}){3}`,
  `(?:${group}:){7}${group}`,
  `::(?:${group}:)+(?:${firstOctet}(?:[.]${octet}){3}|${group})`,
  `(?:${group}:){1,6}(?::${group}){1,6}`,
  `(?:${group}:){1,7}:`,
  '::[0-9A-Fa-f]{2,4}',
])

const prefixes = [
  'gh[pousr]_[A-Za-z0-9_-]{20,}',
  'github_pat_[A-Za-z0-9_-]{20,}',
  'npm_[A-Za-z0-9_-]{30,}',
  '[sr]k_(?:live|test)_[A-Za-z0-9_-]{10,}',
  'whsec_[A-Za-z0-9_-]{16,}',
  'xox[bpas]-[A-Za-z0-9_-]{10,}',
  'glpat-[A-Za-z0-9_-]{16,}',
  'sk-[A-Za-z0-9_-]{20,}',
  'AKIA[A-Za-z0-9_-]{16,}',
]

const issuers = '(?:4[0-9]{3}|5[1-5][0-9]{2}|2[2-7][0-9]{2}|3[4-9][0-9]{2}|6(?:011|[245][0-9]{2}))'
const secretName = `(?i:${deniedWords.map((words) => toNameParts(words).join('[ _.-]?')).join('|')})`
const mark = { ...scrubMarks, secretAfter: `$1${scrubMarks.secret}`, ipBetween: `$1${scrubMarks.ip}$2` }

/**
 * Addresses of people and of their machines. A pattern that requires a character on both sides is listed twice, because
 * adjacent matches share one.
 */
export const personPatterns: readonly (readonly [pattern: string, replacement: string])[] = [
  ["[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}(?:@|%40)(?:[A-Za-z0-9-]+[.])+[A-Za-z]{2,}", scrubMarks.email],
  ...Array<readonly [string, string]>(2).fill([`(^|[^0-9A-Za-z:.])${ipv6}($|[^0-9A-Za-z:])`, mark.ipBetween]),
  ...Array<readonly [string, string]>(2).fill([
    `(^|[^0-9A-Za-z.])${firstOctet}(?:[.]${octet}){3}($|[^0-9A-Za-z.]|[.](?:$|[^0-9]))`,
    mark.ipBetween,
  ]),
]

/**
 * What is replaced in texts, in order. The hub's own search is more precise (check digits of cards, versions of
 * products); these patterns rather match too much than too little.
 */
export const textPatterns: readonly (readonly [pattern: string, replacement: string])[] = [
  [
    `(?i)\\b((?:set-)?cookie2?|(?:proxy-)?authori[sz]ation)(["']?\\s{0,2}[:=]\\s{0,4})[^\\r\\n]+`,
    `$1$2${scrubMarks.secret}`,
  ],
  ['(//)[^/\\s@]{1,256}@', `${mark.secretAfter}@`],
  [
    `((?:^|[^A-Za-z0-9])(?:[A-Za-z0-9_.-]*[_.-]|[a-z0-9]+)?${secretName}(?:[\\\\]*["']\\s{0,2}[:=]\\s{0,4}|\\s{0,2}=\\s{0,4}|:)[\\\\]*["']?)[^\\s"'\\\\&,;)}\\]\\[{?$%]+`,
    mark.secretAfter,
  ],
  ['\\beyJ[A-Za-z0-9_-]+[.][A-Za-z0-9_-]+[.][A-Za-z0-9_.-]*', scrubMarks.token],
  [
    '(?i)\\b((?:bearer|basic|token|digest|negotiate) )(?:[A-Za-z0-9._~+/-]{24,}=*|[A-Za-z._~+/-]*[0-9][A-Za-z0-9._~+/=-]{4,})',
    `$1${scrubMarks.token}`,
  ],
  [`\\b(?:${prefixes.join('|')})`, scrubMarks.token],
  [`\\b${issuers}(?:[ -]?[0-9]){9,15}\\b`, scrubMarks.card],
  ...personPatterns,
]

/** What is replaced in URLs, paths with a query, and queries alone. */
export const urlPatterns: readonly (readonly [pattern: string, replacement: string])[] = [
  ['#.*$', ''],
  ['(//)[^/]*@', '$1'],
  ['([?&][^=&#]*=)[^&#]+', '$1[value]'],
  ...Array<readonly [string, string]>(2).fill(['([?&])[^=&#]+(&|$)', '$1[value]$2']),
]

/** The same for a query without its `?`. */
export const queryPatterns: readonly (readonly [pattern: string, replacement: string])[] = [
  ['((?:^|&)[^=&#]*=)[^&#]+', '$1[value]'],
  ...Array<readonly [string, string]>(2).fill(['(^|&)[^=&#]+(&|$)', '$1[value]$2']),
]
