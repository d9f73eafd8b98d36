import { isPattern, patternWords } from './pattern-words.ts'
import { isNetworkWord, isProxyWord, networkWords, proxyWords } from './proxy-words.ts'
import { keepRuleWords, samplingRuleWords, toKeepRule, toSamplingRule } from './sampling-words.ts'

/** What a word of a list must be, where it is more than a word. */
type WordKind = {
  is(word: string): boolean
  /** The words that are allowed, to follow "expected". */
  readonly words: string
  /** The case of its letters tells nothing: such words are read in lower case. */
  readonly foldsCase: boolean
}

/** A host name with `*` as its first label or alone, an address, or `none`. */
const hostForm = /^(?:\*|none|(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[?[\da-f:]+:[\da-f:.]*\]?)$/

export const wordKinds = {
  proxy: { is: isProxyWord, words: proxyWords, foldsCase: true },
  peer: {
    is: (word) => word === 'all' || word === 'none' || isNetworkWord(word),
    words: `all, none, or ${networkWords}`,
    foldsCase: true,
  },
  host: {
    is: (word) => hostForm.test(word),
    words: 'host names without port, *.example.com, *, or none',
    foldsCase: true,
  },
  pattern: { is: (word) => word === 'none' || isPattern(word), words: `none, or ${patternWords}`, foldsCase: false },
  samplingRule: { is: (word) => toSamplingRule(word) !== undefined, words: samplingRuleWords, foldsCase: false },
  keepRule: { is: (word) => toKeepRule(word) !== undefined, words: keepRuleWords, foldsCase: true },
} as const satisfies Readonly<Record<string, WordKind>>
