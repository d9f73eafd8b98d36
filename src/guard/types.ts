import type { Zones } from './zones.ts'

/**
 * A type as it is written: words, numbers, quoted names, texts, and the signs between them. Heredocs, comments and
 * other quotes are not among them.
 */
const pattern =
  /\s+|(?<word>[A-Za-z_]\w*)|(?<number>-?\d[\w.]*)|(?<name>`[^`\\\p{Cc}]*`|"[^"\\\p{Cc}]*")|(?<text>'(?:[^'\\]|\\.)*')|(?<sign>[(),.=])/suy

type Part = { readonly kind: 'word' | 'number' | 'name' | 'text' | 'sign'; readonly text: string }

const kinds = ['word', 'number', 'name', 'text', 'sign'] as const

const toParts = (type: string): Part[] | undefined => {
  const parts: Part[] = []
  pattern.lastIndex = 0
  while (pattern.lastIndex < type.length) {
    const match = pattern.exec(type)
    if (match === null) return undefined
    for (const kind of kinds) {
      const text = match.groups?.[kind]
      if (text !== undefined) parts.push({ kind, text })
    }
  }
  return parts
}

/** How deep types may lie in each other: the engine follows them by recursion. */
const maxDepth = 50

/**
 * A state of an aggregate function that somebody wrote by hand is read by code that trusts it, so no type with one is
 * allowed. A text within a type is the name of a time zone, or a value of an Enum.
 */
export const isAllowedType = (type: string, zones: Zones): boolean => {
  if (/function|object|qbit/i.test(type.replace(/simpleaggregatefunction/gi, ''))) return false
  const parts = toParts(type)
  const around: string[] = []
  return (
    parts?.every(({ kind, text }, index) => {
      const before = parts[index - 1]?.text
      if (text === '(') around.push(before?.toLowerCase() ?? '')
      if (text === ')') around.pop()
      if (kind !== 'text') return around.length <= maxDepth
      if (before !== '(' && before !== ',') return false
      return /^enum(8|16)?$/.test(around.at(-1) ?? '') || zones.has(text.slice(1, -1))
    }) ?? false
  )
}

const dated = /(?:datetime(?:32|64)?|timestamp)\s*\(/i

/** The name of a column may say a type (`json.field.:DateTime('UTC')`), which is made when the name is looked up. */
export const isAllowedName = (name: string, zones: Zones): boolean =>
  !dated.test(name) || [...name.matchAll(/'([^']*)'?/g)].every(([, text = '']) => zones.has(text))

const escapes: Readonly<Record<string, string>> = { "'": "'", '\\': '\\', n: '\n', t: '\t', r: '\r' }

/**
 * What a literal of the engine's syntax tree or a text of a statement says; undefined where it is none, or holds what
 * no name or type needs.
 */
export const readText = (literal: string): string | undefined => {
  const text = /^'((?:[^'\\]|\\.)*)'/s.exec(literal)?.[1]
  if (text === undefined || [...text.matchAll(/\\(.)/gs)].some(([, escaped = '']) => !Object.hasOwn(escapes, escaped)))
    return undefined
  return text.replace(/\\(.)/gs, (_, escaped: string) => escapes[escaped] ?? '')
}
