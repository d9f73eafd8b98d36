import type { SearchNode } from '../../search-language/node.ts'
import { parseSearch } from '../../search-language/parse.ts'
import { unspacedClass } from '../../search-language/unspaced.ts'

const messageKeys = new Set(['message', 'msg', 'body'])

type Wanted = { readonly value: string; readonly isPattern: boolean }

/** What the query looks for in the text of a line; what it excludes cannot be there. */
const wantedOf = (node: SearchNode): readonly Wanted[] => {
  if (node.kind === 'not') return []
  if ('parts' in node) return node.parts.flatMap(wantedOf)
  const isOfText = node.kind === 'text' || (!node.isAttribute && messageKeys.has(node.key.toLowerCase()))
  return isOfText ? [{ value: node.value, isPattern: !node.quoted && node.value.includes('*') }] : []
}

const escapeSigns = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

const letter = '[\\p{L}\\p{M}\\p{N}]'
const isUnspaced = new RegExp(`[${unspacedClass}]`, 'u')

/** A word is found whole, as the hub finds it; what has a star is found inside words too. */
const toSource = ({ value, isPattern }: Wanted): readonly string[] => {
  if (isPattern) return value.split('*').filter(Boolean).map(escapeSigns)
  if (value === '') return []
  if (isUnspaced.test(value)) return [escapeSigns(value)]
  return [`(?<!${letter}(?=${letter}))${escapeSigns(value)}(?!(?<=${letter})${letter})`]
}

/** Finds what a query looks for in the text of a line; undefined when it looks for no text. */
export const toMarkPattern = (query: string): RegExp | undefined => {
  const parsed = parseSearch(query)
  const sources = parsed.ok && parsed.node ? wantedOf(parsed.node).flatMap(toSource) : []
  if (sources.length === 0) return undefined
  // The longest first, since the first alternative that fits is taken.
  return new RegExp(sources.toSorted((a, b) => b.length - a.length).join('|'), 'giu')
}

/** More marks than this would only take time. */
const maxMarks = 500

export type TextPart = { readonly text: string; readonly isMarked: boolean }

/** A text cut where its marks begin and end. */
export const toTextParts = (text: string, pattern: RegExp | undefined): readonly TextPart[] => {
  if (!pattern) return [{ text, isMarked: false }]
  const parts: TextPart[] = []
  let end = 0
  for (const match of text.matchAll(pattern)) {
    if (parts.length >= 2 * maxMarks) break
    if (match.index > end) parts.push({ text: text.slice(end, match.index), isMarked: false })
    parts.push({ text: match[0], isMarked: true })
    end = match.index + match[0].length
  }
  if (end < text.length || parts.length === 0) parts.push({ text: text.slice(end), isMarked: false })
  return parts
}
