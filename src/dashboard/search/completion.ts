import { quoteValue } from './terms.ts'

/** A value that a key can have, and how often it was met. */
export type KnownValue = { readonly value: string; readonly count?: number; readonly note?: string }

/** A key of the search language as it is written, in quotes if required, and its known values. */
export type KnownKey = {
  readonly key: string
  readonly note?: string
  readonly count?: number
  readonly values: readonly KnownValue[]
  /** Larger and smaller make sense: numbers, durations, severities. */
  readonly ordered?: boolean
  /** It may be missing: `key:*` matches records that have it. */
  readonly optional?: boolean
  /** Nothing ever equals a value exactly: values are offered as `>value`. */
  readonly measured?: boolean
}

export type Completion = {
  readonly label: string
  readonly note?: string
  readonly count?: number
  /** The replacement of the typed text. */
  readonly insert: string
  /** A term is not complete yet: its value follows. */
  readonly isOpen: boolean
}

export type Completions = { readonly from: number; readonly to: number; readonly options: readonly Completion[] }

const none: Completions = { from: 0, to: 0, options: [] }

const maxOptions = 40
/** Values offered for a bare word, beside keys. */
const maxValues = 6

/** Start of the term at the caret; characters inside quotes do not separate terms. */
const termStart = (text: string, caret: number): number => {
  let start = 0
  let isQuoted = false
  for (let i = 0; i < caret; i++) {
    const sign = text[i] ?? ''
    if (isQuoted && sign === '\\') i++
    else if (sign === '"') isQuoted = !isQuoted
    else if (!isQuoted && /[\s()]/.test(sign)) start = i + 1
  }
  return text[start] === '-' ? start + 1 : start
}

/** A key without its quotes. */
const nameOf = (key: string): string => (key.startsWith('"') ? key.slice(1, -1) : key)

/** Where the word under the caret ends; a value in quotes ends behind them. */
const termEnd = (text: string, caret: number, isQuoted: boolean): number => {
  const rest = text.slice(caret)
  const found = (isQuoted ? /^[^"]*"?/ : /^[^\s()"]*/).exec(rest)
  return caret + (found?.[0].length ?? 0)
}

/** How well a text fits what was typed: from its start, from one of its parts (`route` in `http.route`), or inside. */
const rankOf = (text: string, typed: string): number => {
  const lower = text.toLowerCase()
  if (lower.startsWith(typed)) return 0
  if (lower.split(/[\s._/-]/).some((part) => part.startsWith(typed))) return 1
  return lower.includes(typed) ? 2 : -1
}

const fitting = <T>(items: readonly T[], textOf: (item: T) => string, typed: string): T[] =>
  items
    .map((item) => ({ item, rank: rankOf(textOf(item), typed) }))
    .filter(({ rank }) => rank >= 0)
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item)

const toValue = ({ value, count, note }: KnownValue): Completion => ({
  label: value,
  insert: quoteValue(value),
  isOpen: false,
  ...(count !== undefined && { count }),
  ...(note && { note }),
})

const comparisons = [
  ['>', 'more than'],
  ['>=', 'at least'],
  ['<', 'less than'],
  ['<=', 'at most'],
] as const

const toComparisons = ({ ordered, optional }: KnownKey): Completion[] => [
  ...(ordered ? comparisons.map(([label, note]) => ({ label, note, insert: label, isOpen: true })) : []),
  ...(optional ? [{ label: '*', note: 'any value', insert: '*', isOpen: false }] : []),
]

const valuesOf = (known: KnownKey, typed: string, isCompared: boolean): Completion[] => {
  const plain = fitting(known.values, ({ value }) => value, typed).map(toValue)
  const isBare = known.measured && !isCompared
  const values = isBare ? plain.map((each) => ({ ...each, label: `>${each.label}`, insert: `>${each.insert}` })) : plain
  return typed === '' && !isCompared ? [...values, ...toComparisons(known)] : values
}

const toKey = ({ key, note, count }: KnownKey): Completion => ({
  label: `${key}:`,
  insert: `${key}:`,
  isOpen: true,
  ...(note && { note }),
  ...(count !== undefined && { count }),
})

const joiners = [
  ['AND', 'both'],
  ['OR', 'either'],
  ['NOT', 'without'],
] as const

const toWords = (keys: readonly KnownKey[], typed: string, isFirst: boolean): Completion[] => {
  const lower = typed.toLowerCase()
  const joined = joiners
    .filter(([word]) => typed !== '' && word.startsWith(typed) && (word === 'NOT' || !isFirst))
    .map(([label, note]) => ({ label, note, insert: label, isOpen: false }))
  const values = keys.flatMap(({ key, values: known }) =>
    typed.length < 2
      ? []
      : known
          .filter(({ value }) => value.toLowerCase().startsWith(lower))
          .map((item) => ({
            ...toValue(item),
            label: `${key}:${item.value}`,
            insert: `${key}:${quoteValue(item.value)}`,
          })),
  )
  return [...joined, ...fitting(keys, ({ key }) => nameOf(key), lower).map(toKey), ...values.slice(0, maxValues)]
}

const fieldPattern = /^("(?:[^"\\]|\\.)*"|[\p{L}_@][\p{L}\p{M}\p{N}_.@/$-]*):(>=|<=|>|<|=)?("?)([\s\S]*)$/u

/** Keys in quotes that begin as what was typed, which may be a phrase as well. */
const toQuotedKeys = (text: string, start: number, caret: number, keys: readonly KnownKey[]): Completions => {
  const typed = text.slice(start, caret).toLowerCase()
  const options = keys.filter(({ key }) => key.length > typed.length && key.toLowerCase().startsWith(typed)).map(toKey)
  const rest = /^[^\s()"]*"?:?/.exec(text.slice(caret))
  return { from: start, to: caret + (rest?.[0].length ?? 0), options: options.slice(0, maxOptions) }
}

/**
 * What may follow at the caret: keys, or values and comparisons of the key that was typed. Of a quoted phrase, keys
 * that begin like it.
 */
export const complete = (text: string, caret: number, keys: readonly KnownKey[]): Completions => {
  const start = termStart(text, caret)
  const typed = text.slice(start, caret)
  const [, key, comparison = '', quote = '', value = ''] = fieldPattern.exec(typed) ?? []
  if (key === undefined && typed.startsWith('"')) return toQuotedKeys(text, start, caret, keys)
  if (key === undefined) {
    const isFirst = text.slice(0, start).replace('-', '').trim() === ''
    const options = toWords(keys, typed, isFirst)
    return { from: start, to: termEnd(text, caret, false), options: options.slice(0, maxOptions) }
  }
  const known = keys.find((each) => each.key.toLowerCase() === key.toLowerCase())
  if (!known || value.endsWith('"')) return none
  const options = valuesOf(known, value.toLowerCase(), comparison !== '')
  const isComplete = options.length === 1 && options[0]?.label === value
  return {
    from: start + key.length + 1 + comparison.length,
    to: termEnd(text, caret, quote !== ''),
    options: isComplete ? [] : options.slice(0, maxOptions),
  }
}

/** The text after a choice, and the position of the caret: after a space if the term is complete. */
export const applyCompletion = (
  text: string,
  { from, to }: Completions,
  { insert, isOpen }: Completion,
): { text: string; caret: number } => {
  const rest = isOpen ? text.slice(to) : text.slice(to).replace(/^ ?/, ' ')
  return { text: text.slice(0, from) + insert + rest, caret: from + insert.length + (isOpen ? 0 : 1) }
}
