import { wordKinds } from './list-words.ts'
import type { OptionSpec } from './option.ts'

/** What is wrong with one setting. */
export type Fault = {
  /** Name as its user wrote it: an environment variable, a flag, or a key of code or file. */
  readonly key: string
  /** Value received; `***` for secrets. */
  readonly value: string
  /** What was expected, and for an unknown name the nearest right one. */
  readonly expected: string
}

/** Without `value` when nothing valid was written; with both when only a part of a list is valid. */
export type Parsed = { readonly value?: unknown; readonly fault?: Fault }

/** Maximum of a timer of Node, about 25 days. */
const maxTimeoutMs = 2_147_483_647

const booleans: Readonly<Record<string, boolean>> = {
  true: true,
  '1': true,
  on: true,
  yes: true,
  false: false,
  '0': false,
  off: false,
  no: false,
}

const toRange = (spec: OptionSpec): string => {
  const kind = spec.type === 'integer' ? 'a whole number' : 'a number'
  const from = spec.minimum === undefined ? '' : ` from ${spec.minimum}`
  const to = spec.maximum === undefined ? '' : ` to ${spec.maximum}`
  return `${kind}${from}${to}${spec.unit ? ` (${spec.unit})` : ''}`
}

/** What an option accepts, to follow "expected". */
export const toExpectation = (spec: OptionSpec): string => {
  switch (spec.type) {
    case 'enum':
      return `one of ${spec.values?.join(', ')}`
    case 'boolean':
      return 'true or false'
    case 'map':
      return 'key=value pairs, comma separated, values percent-encoded'
    case 'list':
      return `${spec.values ? `words from ${spec.values.join(', ')}` : spec.each ? wordKinds[spec.each].words : 'words'}, ${spec.separator === ';' ? 'separated by semicolons' : 'comma separated'}`
    case 'url':
      return 'an http or https URL'
    case 'string':
      return spec.pattern?.words ?? 'text'
    default:
      return toRange(spec)
  }
}

const toNumber = (text: string, spec: OptionSpec): number | undefined => {
  const isWritten = spec.type === 'integer' ? /^\s*[+-]?\d+\s*$/.test(text) : text.trim() !== ''
  const number = isWritten ? Number(text) : Number.NaN
  if (!Number.isFinite(number)) return undefined
  if (spec.minimum !== undefined && number < spec.minimum) return undefined
  if (spec.maximum !== undefined && number > spec.maximum) return undefined
  return spec.zeroIsNever && number === 0 ? maxTimeoutMs : number
}

const toBoolean = (text: string, spec: OptionSpec): boolean | undefined => {
  const word = text.trim().toLowerCase()
  if (spec.strict && word !== 'true' && word !== 'false') return undefined
  return booleans[word]
}

const toUrl = (text: string): string | undefined => {
  const url = URL.parse(text.trim())
  return url && (url.protocol === 'http:' || url.protocol === 'https:') ? text.trim() : undefined
}

const toText = (text: string, spec: OptionSpec): string | undefined =>
  spec.pattern && !new RegExp(`^(?:${spec.pattern.source})$`).test(text) ? undefined : text

const toWords = (text: string, separator = ','): string[] =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter(Boolean)

/**
 * `key=value,key=value`, percent-encoded. One unreadable pair invalidates the whole, as the specification says;
 * a further `=` belongs to the value, since tokens end in it.
 */
const toMap = (text: string): Readonly<Record<string, string>> | undefined => {
  try {
    const pairs = toWords(text).map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw new URIError(pair)
      return [decodeURIComponent(pair.slice(0, at).trim()), decodeURIComponent(pair.slice(at + 1).trim())]
    })
    return Object.freeze(Object.fromEntries(pairs))
  } catch {
    return undefined
  }
}

const toFault = (spec: OptionSpec, key: string, written: unknown): Fault => {
  const text = typeof written === 'object' ? JSON.stringify(written) : String(written)
  return { key, value: spec.secret ? '***' : text, expected: toExpectation(spec) }
}

/** Keeps known words, each once; an unknown word is a fault but does not invalidate the others. */
const parseWords = (spec: OptionSpec, key: string, words: readonly string[]): Parsed => {
  const { values } = spec
  const kind = spec.each && wordKinds[spec.each]
  const isKnown = (word: string): boolean => (values ? values.includes(word) : kind === undefined || kind.is(word))
  const known = (values || kind?.foldsCase ? words.map((word) => word.toLowerCase()) : words).filter(isKnown)
  const list = { value: Object.freeze([...new Set(known)]) }
  if (known.length === words.length) return list
  return known.length === 0
    ? { fault: toFault(spec, key, words.join(spec.separator ?? ',')) }
    : { ...list, fault: toFault(spec, key, words.join(spec.separator ?? ',')) }
}

const isStringMap = (written: object): boolean => Object.values(written).every((value) => typeof value === 'string')

/** An actual list or map, from code or file. */
const parseStructure = (spec: OptionSpec, key: string, written: object | null): Parsed => {
  if (spec.type === 'list' && Array.isArray(written) && isStringMap(written)) return parseWords(spec, key, written)
  if (spec.type === 'map' && written !== null && !Array.isArray(written) && isStringMap(written)) {
    return { value: Object.freeze({ ...written }) }
  }
  return { fault: toFault(spec, key, written) }
}

const convert = (text: string, spec: OptionSpec): unknown => {
  switch (spec.type) {
    case 'integer':
    case 'number':
      return toNumber(text, spec)
    case 'boolean':
      return toBoolean(text, spec)
    case 'enum':
      return spec.values?.find((value) => value === text.trim().toLowerCase())
    case 'url':
      return toUrl(text)
    case 'map':
      return toMap(text)
    default:
      return toText(text, spec)
  }
}

/** Converts a written value to the option's type, or reports what is wrong with it. */
export const parseOption = (spec: OptionSpec, key: string, written: unknown): Parsed => {
  if (typeof written === 'object') return parseStructure(spec, key, written)
  const text = String(written)
  if (spec.type === 'list') return parseWords(spec, key, toWords(text, spec.separator))
  const value = convert(text, spec)
  return value === undefined ? { fault: toFault(spec, key, written) } : { value }
}
