/** A regular expression, reduced to what decides its time: which characters it matches does not matter. */
type Pattern =
  | { readonly kind: 'character' | 'nothing' }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'repeat'; readonly part: Pattern; readonly least: number; readonly most: number }

const character: Pattern = { kind: 'character' }
const nothing: Pattern = { kind: 'nothing' }

const atoms: readonly (readonly [RegExp, Pattern])[] = [
  [/\\[bBAzZ]|[\^$]/y, nothing],
  [/\\[pP](?:\w|\{\^?\w+\})|\\x(?:[\da-fA-F]{2}|\{[\da-fA-F]+\})|\\[^QECbBAzZpPx]/y, character],
  [/\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]/suy, character],
  [/[^()[\]|*+?\\]/suy, character],
]

const quantifier = /(?:([*+?])|\{(\d+)(,(\d*))?\})\??/y
const opening = /\((?:\?(?:P?<\w+>|[a-zA-Z-]*:))?/y
const flags = /\(\?[a-zA-Z-]+\)/y

/** Parses RE2's syntax; undefined for syntax that we do not know. */
const parsePattern = (text: string): Pattern | undefined => {
  let at = 0
  let depth = 0
  const take = (expression: RegExp): RegExpExecArray | undefined => {
    expression.lastIndex = at
    const match = expression.exec(text) ?? undefined
    at += match?.[0].length ?? 0
    return match
  }
  const fail = (): never => {
    throw new SyntaxError('unknown')
  }
  const parseAtom = (): Pattern => {
    if (take(flags)) return nothing
    if (take(opening)) {
      if (++depth > 50) fail()
      const inner = parseChoice()
      if (!take(/\)/y)) fail()
      depth -= 1
      return inner
    }
    return atoms.find(([expression]) => take(expression))?.[1] ?? fail()
  }
  const parseItem = (): Pattern => {
    let part = parseAtom()
    for (let match = take(quantifier); match; match = take(quantifier)) {
      const [, sign, from = '0', comma, to] = match
      const least = sign === undefined ? Number(from) : sign === '+' ? 1 : 0
      const most = sign === '?' ? 1 : sign ? Infinity : comma === undefined ? least : to ? Number(to) : Infinity
      part = { kind: 'repeat', part, least, most }
    }
    return part
  }
  const parseSequence = (): Pattern => {
    const parts: Pattern[] = []
    while (at < text.length && text[at] !== '|' && text[at] !== ')') parts.push(parseItem())
    return { kind: 'sequence', parts }
  }
  const parseChoice = (): Pattern => {
    const parts = [parseSequence()]
    while (take(/\|/y)) parts.push(parseSequence())
    return parts.length === 1 ? parts[0]! : { kind: 'choice', parts }
  }
  try {
    const pattern = parseChoice()
    return at === text.length ? pattern : undefined
  } catch {
    return undefined
  }
}

const isNullable = (pattern: Pattern): boolean => {
  if (pattern.kind === 'sequence') return pattern.parts.every(isNullable)
  if (pattern.kind === 'choice') return pattern.parts.some(isNullable)
  if (pattern.kind === 'repeat') return pattern.least === 0 || isNullable(pattern.part)
  return pattern.kind === 'nothing'
}

/** Maximum characters that it matches. */
const toWidth = (pattern: Pattern): number => {
  if (pattern.kind === 'repeat') {
    const width = toWidth(pattern.part)
    return width === 0 ? 0 : width * pattern.most
  }
  if (pattern.kind === 'choice') return Math.max(...pattern.parts.map(toWidth))
  if (pattern.kind === 'sequence') return pattern.parts.reduce((sum, part) => sum + toWidth(part), 0)
  return pattern.kind === 'character' ? 1 : 0
}

/** Characters that may be read again at every match. */
const narrow = 1_000

const isNarrow = (pattern: Pattern): boolean => toWidth(pattern) <= narrow

/** Whether it has matched wherever it goes on without an end, given whether it has when this part of it ends. */
const endsAnywhere = (pattern: Pattern, isEnd: boolean): boolean => {
  if (isNarrow(pattern)) return true
  if (pattern.kind === 'choice') return pattern.parts.every((part) => endsAnywhere(part, isEnd))
  if (pattern.kind === 'repeat') return isEnd && pattern.least <= 1 && endsAnywhere(pattern.part, isEnd)
  if (pattern.kind !== 'sequence') return true
  if (!isNarrow({ kind: 'sequence', parts: pattern.parts.filter(isNarrow) })) return false
  return pattern.parts.every((part, index) =>
    endsAnywhere(part, isEnd && pattern.parts.slice(index + 1).every(isNullable)),
  )
}

/** Whether it is a row of parts, each of which either is narrow or repeats what is narrow. */
const isRow = (pattern: Pattern): boolean => {
  if (isNarrow(pattern)) return true
  if (pattern.kind === 'sequence') return pattern.parts.every(isRow)
  return pattern.kind === 'repeat' && isNarrow(pattern.part)
}

/**
 * Whether finding all matches of a pattern takes time proportional to the text. It does not if a short match is found
 * only after a longer one was tried up to the end of the text, again at every position, as with `a.*b|a`. Where a
 * pattern has matched wherever it goes on without an end, nothing is read twice; nor in a row of parts, where a later
 * match would have been the end of the one before.
 */
export const isLinear = (text: string): boolean => {
  const pattern = parsePattern(text)
  return pattern !== undefined && (endsAnywhere(pattern, true) || isRow(pattern))
}
