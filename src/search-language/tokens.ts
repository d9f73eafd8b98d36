import { type Comparison, type FieldNode, type Place, SearchError, type TextNode } from './node.ts'
import { plainKey, quote } from './own-keys.ts'

export type Token =
  | ({ readonly kind: 'open' | 'close' | 'minus' | 'and' | 'or' | 'not' } & Place)
  | { readonly kind: 'term'; readonly term: TextNode | FieldNode }

const comparisonPattern = /^(>=|<=|>|<|=)/
const words: Readonly<Record<string, 'and' | 'or' | 'not'>> = { AND: 'and', OR: 'or', NOT: 'not' }

/** Reads `"…"` from its opening quote; `\"` and `\\` stand for themselves. */
const readQuoted = (text: string, at: number): { value: string; end: number } => {
  let value = ''
  for (let i = at + 1; i < text.length; i++) {
    const char = text[i]
    if (char === '"') return { value, end: i + 1 }
    if (char === '\\' && (text[i + 1] === '"' || text[i + 1] === '\\')) i++
    value += text[i]
  }
  throw new SearchError('The quote is never closed', { at, length: text.length - at })
}

const readBare = (text: string, at: number): { value: string; end: number } => {
  let end = at
  while (end < text.length && !/[\s()"]/.test(text[end] as string)) end++
  return { value: text.slice(at, end), end }
}

const readValue = (text: string, at: number): { value: string; end: number; quoted: boolean } =>
  text[at] === '"' ? { ...readQuoted(text, at), quoted: true } : { ...readBare(text, at), quoted: false }

/** A key with its colon: plain, or in quotes. */
type Key = { readonly key: string; readonly isAttribute: boolean; readonly end: number }

const readKey = (text: string, at: number): Key | undefined => {
  if (text[at] !== '"') {
    const key = plainKey.exec(text.slice(at))?.[1]
    return key === undefined ? undefined : { key, isAttribute: false, end: at + key.length + 1 }
  }
  const { value, end } = readQuoted(text, at)
  return text[end] === ':' && !text.startsWith('://', end) ? { key: value, isAttribute: true, end: end + 1 } : undefined
}

const readField = (
  text: string,
  at: number,
  { key, isAttribute, end: afterKey }: Key,
): { token: Token; end: number } => {
  const comparison = (comparisonPattern.exec(text.slice(afterKey))?.[1] ?? '=') as Comparison
  const sign = text.startsWith(comparison, afterKey) ? comparison.length : 0
  const { value, end, quoted } = readValue(text, afterKey + sign)
  if (value === '' && !quoted) {
    const message = isAttribute
      ? `A value is missing after ${quote(key)}:`
      : `A value is missing after ${key}: (put the word in quotes to search for it as text)`
    throw new SearchError(message, { at, length: afterKey + sign - at })
  }
  const term = { kind: 'field', key, isAttribute, comparison, value, quoted, at, length: end - at } as const
  return { token: { kind: 'term', term }, end }
}

const readText = (text: string, at: number): { token: Token; end: number } => {
  const { value, end, quoted } = readValue(text, at)
  const place = { at, length: end - at }
  const word = quoted ? undefined : words[value]
  if (word !== undefined) return { token: { kind: word, ...place }, end }
  return { token: { kind: 'term', term: { kind: 'text', value, quoted, ...place } }, end }
}

const signs: Readonly<Record<string, 'open' | 'close'>> = { '(': 'open', ')': 'close' }

const readToken = (text: string, at: number): { token: Token; end: number } => {
  const char = text[at] as string
  const sign = signs[char]
  if (sign !== undefined) return { token: { kind: sign, at, length: 1 }, end: at + 1 }
  const next = text[at + 1]
  if (char === '-' && next !== undefined && !/[\s)]/.test(next)) {
    return { token: { kind: 'minus', at, length: 1 }, end: at + 1 }
  }
  const key = readKey(text, at)
  return key === undefined ? readText(text, at) : readField(text, at, key)
}

/** Cuts a query into tokens; throws `SearchError` with the place of a fault. */
export const toTokens = (text: string): Token[] => {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    if (/\s/.test(text[at] as string)) {
      at++
      continue
    }
    const { token, end } = readToken(text, at)
    tokens.push(token)
    at = end
  }
  return tokens
}
