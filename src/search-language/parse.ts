import { type Place, SearchError, type SearchFault, type SearchNode } from './node.ts'
import { type Token, toTokens } from './tokens.ts'

export type ParsedSearch =
  | { readonly ok: true; readonly node: SearchNode | undefined }
  | { readonly ok: false; readonly fault: SearchFault }

/** Longer queries are refused: they come from a person or a click, never from a program. */
export const maxSearchLength = 2000

/** More terms than this are refused: each is a condition that the engine must run on every row. */
const maxTerms = 40
const maxDepth = 20

type Reader = { readonly tokens: readonly Token[]; readonly text: string; next: number; depth: number }

const placeOf = (token: Token): Place => {
  const { at, length } = token.kind === 'term' ? token.term : token
  return { at, length }
}

const join = (kind: 'and' | 'or', parts: SearchNode[]): SearchNode =>
  parts.length === 1 ? (parts[0] as SearchNode) : { kind, parts }

const readGroup = (reader: Reader, open: Token): SearchNode => {
  if (++reader.depth > maxDepth) throw new SearchError('Brackets are nested too deep', placeOf(open))
  const inner = readOr(reader)
  if (reader.tokens[reader.next]?.kind !== 'close') throw new SearchError('The bracket is never closed', placeOf(open))
  reader.next++
  reader.depth--
  return inner
}

const readUnary = (reader: Reader, before: Token | undefined): SearchNode => {
  const token = reader.tokens[reader.next]
  if (token === undefined || token.kind === 'close' || token.kind === 'or' || token.kind === 'and') {
    const end = { at: reader.text.length, length: 0 }
    throw new SearchError(
      'A word or key:value is missing here',
      token ? placeOf(token) : before ? placeOf(before) : end,
    )
  }
  reader.next++
  if (token.kind === 'term') return token.term
  if (token.kind === 'open') return readGroup(reader, token)
  if (++reader.depth > maxDepth) throw new SearchError('Too many negations', placeOf(token))
  const part = readUnary(reader, token)
  reader.depth--
  return { kind: 'not', part }
}

const readAnd = (reader: Reader, before: Token | undefined): SearchNode => {
  const parts = [readUnary(reader, before)]
  for (;;) {
    const token = reader.tokens[reader.next]
    if (token === undefined || token.kind === 'or' || token.kind === 'close') return join('and', parts)
    if (token.kind === 'and') reader.next++
    parts.push(readUnary(reader, token))
  }
}

const readOr = (reader: Reader): SearchNode => {
  const parts = [readAnd(reader, reader.tokens[reader.next - 1])]
  for (;;) {
    const token = reader.tokens[reader.next]
    if (token?.kind !== 'or') return join('or', parts)
    reader.next++
    parts.push(readAnd(reader, token))
  }
}

const read = (text: string): SearchNode | undefined => {
  if (text.length > maxSearchLength) {
    throw new SearchError(`The query is longer than ${maxSearchLength} characters`, { at: maxSearchLength, length: 1 })
  }
  const tokens = toTokens(text)
  if (tokens.length === 0) return undefined
  const terms = tokens.filter((token) => token.kind === 'term')
  const excess = terms[maxTerms]
  if (excess) throw new SearchError(`The query has more than ${maxTerms} terms`, placeOf(excess))
  const reader: Reader = { tokens, text, next: 0, depth: 0 }
  const node = readOr(reader)
  const rest = tokens[reader.next]
  if (rest) throw new SearchError('This bracket was never opened', placeOf(rest))
  return node
}

/**
 * Parses the search language of traces and logs: words, "quoted phrases", `key:value`, `"a key":value`, `key:>=value`,
 * `key:*`, `-not`,
 * `AND`, `OR`, `NOT` and brackets. Terms beside each other must all hold. An empty query has no node. Never throws.
 */
export const parseSearch = (text: string): ParsedSearch => {
  try {
    return { ok: true, node: read(text) }
  } catch (error) {
    if (error instanceof SearchError)
      return { ok: false, fault: { message: error.message, at: error.place.at, length: error.place.length } }
    throw error
  }
}
