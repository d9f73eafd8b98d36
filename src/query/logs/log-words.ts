import { foldCase } from '../../search-language/fold-case.ts'
import { unspacedClass, unspacedScripts } from '../../search-language/unspaced.ts'
import type { Binder } from '../search/binder.ts'
import { createContains, toFoldedSql } from '../search/fold.ts'

const unspacedRuns = new RegExp(`[${unspacedClass}]+`, 'gu')

/** Of `foldedWordsSql`: the text of the row is not its own folded form. */
const unlike = ' '

/**
 * The words of a non-ASCII text that the index on `lower(Body)` lacks: case-folded, split at every character that is
 * not a letter or digit, and pairs of neighbours in scripts without spaces. Empty for ASCII. Identical to the
 * expression of the index `idx_folded_words` (migration 0016), so that the index is used.
 */
const foldedWordsSql = `if(isValidASCII(Body), [], arrayConcat(if(${toFoldedSql('Body')} = lower(Body), [], ['${unlike}']),
  arrayExcept(arrayConcat(extractAll(${toFoldedSql('Body')}, '[\\\\pL\\\\pM\\\\pN]+'),
    arrayFlatten(arrayMap(run -> ngrams(run, 2), extractAll(Body, '[${unspacedScripts.map((name) => `\\\\p{${name}}`).join('')}]+')))),
    tokens(lower(Body)))))`

const hasWord = (word: string, binder: Binder): string => {
  const bound = binder.text(word)
  return `(hasAllTokens(lower(Body), [${bound}]) OR has(${foldedWordsSql}, ${bound}))`
}

const pairsOf = (run: string): string[] => {
  const signs = [...run]
  return signs.slice(1).map((sign, index) => `${signs[index]}${sign}`)
}

/** Words that a text must contain to contain `wanted`; pairs in scripts without spaces. */
const wordsOf = (wanted: string): string[] => {
  const rest = wanted.replace(unspacedRuns, ' ')
  return [...(rest.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []), ...(wanted.match(unspacedRuns) ?? []).flatMap(pairsOf)]
}

const matchPattern = (wanted: string, binder: Binder): string => {
  const pattern = binder.text(`%${wanted.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%')}%`)
  const folded = `(has(${foldedWordsSql}, '${unlike}') AND ${toFoldedSql('Body')} LIKE ${pattern})`
  return `(lower(Body) LIKE ${pattern} OR ${folded})`
}

/**
 * Words and phrases in the text of a line, whatever their case and script. Indexes hold whole words, so they answer a
 * plain word alone; a phrase, or a word with other signs, is looked for in the rows that have all its words. With `*`
 * any text that looks like it counts, inside words too.
 */
export const matchBody = (value: string, wildcard: boolean, binder: Binder): string => {
  const wanted = foldCase(value)
  if (wildcard) return matchPattern(wanted, binder)
  const words = wordsOf(wanted)
  const all = words.map((word) => hasWord(word, binder))
  if (words.length === 1 && words[0] === wanted) return all.join()
  return `(${[...all, createContains(value, binder)('Body')].join(' AND ')})`
}
