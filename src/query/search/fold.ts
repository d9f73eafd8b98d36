import { foldCase } from '../../search-language/fold-case.ts'
import type { Binder } from './binder.ts'

/** `foldCase` in SQL. Costs ten times what `lower` does: for texts that are more than ASCII. */
export const toFoldedSql = (text: string): string =>
  `replaceAll(replaceAll(replaceAll(lowerUTF8(upperUTF8(${text})), 'ς', 'σ'), 'i̇', 'i'), 'ß', 'ss')`

const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text)

/**
 * Creates the condition that a text contains another in any case. Most texts are plain ASCII, and searched as such.
 */
export const createContains = (wanted: string, binder: Binder): ((text: string) => string) => {
  const folded = foldCase(wanted)
  const bound = binder.text(folded)
  return (text) => {
    const plain = isAscii(folded) ? `positionCaseInsensitive(${text}, ${bound})` : '0'
    return `if(isValidASCII(${text}), ${plain}, position(${toFoldedSql(text)}, ${bound})) > 0`
  }
}
