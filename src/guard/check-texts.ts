import { isLinear } from './linear-pattern.ts'
import type { Names } from './names.ts'
import { refuse } from './refuse.ts'
import { type Node, toName } from './syntax-tree.ts'
import { readText } from './types.ts'

const toSet = (names: string): ReadonlySet<string> => new Set(names.trim().toLowerCase().split(/\s+/))

/**
 * Functions that search their first argument for the second. If that is long, some take time proportional to the
 * product of both lengths.
 */
const searchers = toSet(`
  compareSubstrings countMatches countMatchesCaseInsensitive countSubstrings countSubstringsCaseInsensitive countSubstringsCaseInsensitiveUTF8 extract
  extractAll extractAllGroups extractAllGroupsHorizontal extractAllGroupsVertical extractGroups hasAllToken hasAllTokens hasAnyToken hasAnyTokens
  hasPhrase hasToken hasTokenCaseInsensitive hasTokenCaseInsensitiveOrNull hasTokenOrNull ilike instr like mapContainsKeyLike mapContainsValueLike
  mapExtractKeyLike mapExtractValueLike match matchPhrase multiSearchAllPositions multiSearchAllPositionsCaseInsensitive
  multiSearchAllPositionsCaseInsensitiveUTF8 multiSearchAllPositionsUTF8 multiSearchAny multiSearchAnyCaseInsensitive multiSearchAnyCaseInsensitiveUTF8
  multiSearchAnyUTF8 multiSearchFirstIndex multiSearchFirstIndexCaseInsensitive multiSearchFirstIndexCaseInsensitiveUTF8 multiSearchFirstIndexUTF8
  multiSearchFirstPosition multiSearchFirstPositionCaseInsensitive multiSearchFirstPositionCaseInsensitiveUTF8 multiSearchFirstPositionUTF8 notILike
  notLike position positionCaseInsensitive positionCaseInsensitiveUTF8 positionUTF8 regexp_instr REGEXP_EXTRACT REGEXP_MATCHES REGEXP_REPLACE
  REGEXP_SUBSTR regexpExtract regexpInstr regexpPosition replace replaceAll replaceOne replaceRegexpAll replaceRegexpOne SUBSTRING_INDEX substringIndex
  substringIndexUTF8`)

/** The same with the arguments in reverse order. */
const searchersOfFirst = toSet('locate splitByRegexp splitByString')

/** Those that find all matches of a regular expression. */
const findersOfAll = toSet(`
  countMatches countMatchesCaseInsensitive extractAll extractAllGroups extractAllGroupsHorizontal extractAllGroupsVertical regexp_instr REGEXP_REPLACE
  regexpInstr regexpPosition replaceRegexpAll splitByRegexp`)

/**
 * Functions whose value is at most as long as their arguments together, and those whose value is always short.
 */
const modest = toSet(`
  _CAST any anyLast argMax argMin array arrayElement arrayJoin assumeNotNull CAST cityHash64 coalesce concat cutQueryString
  cutToFirstSignificantSubdomain divide domain domainWithoutWWW equals extract firstNonDefault formatDateTime greater greatest identity if ifNull in
  JSONExtractString lcase least left leftUTF8 length less lower lowerUTF8 ltrim mapKeys mapValues materialize max mid min minus modulo multiIf multiply
  not now nullIf path plus regexpExtract right rightUTF8 rtrim simpleJSONExtractString splitByChar splitByString substr substring substringUTF8 toDate
  toDateTime toDateTime64 today toHour toInt32 toInt64 toLowCardinality toNullable toString toTypeName toUInt32 toUInt64 toYear trim trimBoth trimLeft
  trimRight tupleElement ucase upper upperUTF8`)

/** Maximum length of a text to search for, in bytes as written. */
const maxBytes = 4_000

/**
 * Maximum bytes of a text, as far as known: columns of tables count as short, those of a recursion as
 * long.
 */
const createLengths = (names: Names, isRecursive: boolean): ((node: Node) => number) => {
  const known = new Map<Node, number>()
  const lengthOf = (node: Node): number => {
    const found = known.get(node)
    if (found !== undefined) return found
    known.set(node, 0)
    const parts = node.kind === 'Identifier' ? names(node) : node.children
    const lengths = parts.map(lengthOf)
    const isKnown =
      node.kind === 'Function' ? modest.has(toName(node).toLowerCase()) : !(isRecursive && node.kind === 'Identifier')
    const sum = lengths.reduce((left, right) => left + right, 0)
    const own = node.kind === 'Literal' ? node.detail.length : 0
    const total = !isKnown ? Infinity : node.kind === 'Identifier' ? Math.max(0, ...lengths) : own + sum
    known.set(node, total)
    return total
  }
  return lengthOf
}

const argumentsOf = (node: Node): readonly Node[] => node.children[0]?.children ?? []

/** A pattern as written, also behind a name or a cast, the form of parameters. */
const toPatterns = (node: Node, names: Names, depth = 0): readonly (string | undefined)[] => {
  if (depth > 10) return [undefined]
  if (node.kind === 'Literal') return [readText(node.detail)]
  if (node.kind === 'Function' && /^_?CAST$/i.test(toName(node)))
    return toPatterns(argumentsOf(node)[0] ?? node, names, depth + 1)
  const meanings = node.kind === 'Identifier' ? names(node) : []
  return meanings.length === 0 ? [undefined] : meanings.flatMap((meaning) => toPatterns(meaning, names, depth + 1))
}

const checkPattern = (name: string, pattern: Node, names: Names): void => {
  for (const text of toPatterns(pattern, names)) {
    if (text === undefined) refuse(`the regular expression in ${name} must be written out as text`)
    else if (!isLinear(text))
      refuse(
        `the regular expression in ${name} may take the square of the time: leave out alternatives that go on without an end`,
      )
  }
}

/**
 * Rejects functions that would take minutes over one long text: a search for another long text, and all matches of a
 * regular expression that reads the rest of the text for each of them.
 * @throws PlainsightError `SQL_REFUSED`
 */
export const checkTexts = (
  nodes: readonly Node[],
  names: Names,
  { isRecursive }: { readonly isRecursive: boolean },
): void => {
  const lengthOf = createLengths(names, isRecursive)
  for (const node of nodes) {
    const name = node.kind === 'Function' ? toName(node) : ''
    const lower = name.toLowerCase()
    const place = searchers.has(lower) ? 1 : searchersOfFirst.has(lower) ? 0 : undefined
    const sought = place === undefined ? undefined : argumentsOf(node)[place]
    if (sought === undefined) continue
    if (lengthOf(sought) > maxBytes) refuse(`what ${name} looks for may be longer than ${maxBytes} bytes`)
    if (findersOfAll.has(lower)) checkPattern(name, sought, names)
  }
}
