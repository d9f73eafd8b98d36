import { isEarlyPattern } from './pattern-words.ts'

/** One rule of `PLAINSIGHT_SAMPLING`. */
export type SamplingRule =
  | { readonly kind: 'drop'; readonly pattern: string }
  | { readonly kind: 'ratio'; readonly pattern: string; readonly ratio: number }
  | { readonly kind: 'fallback'; readonly ratio: number }

const toRatio = (text: string): number | undefined => {
  const ratio = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN
  return ratio >= 0 && ratio <= 1 ? ratio : undefined
}

/** Reads `drop=PATTERN`, `ratio=PATTERN:0.1` or `fallback=0.1`; undefined when it is none of them. */
export const toSamplingRule = (text: string): SamplingRule | undefined => {
  const [, kind, rest = ''] = /^(drop|ratio|fallback)\s*=\s*(.*\S)$/.exec(text) ?? []
  if (kind === 'drop') return isEarlyPattern(rest) ? { kind, pattern: rest } : undefined
  if (kind === 'fallback') {
    const ratio = toRatio(rest)
    return ratio === undefined ? undefined : { kind, ratio }
  }
  const colon = rest.lastIndexOf(':')
  const [pattern, ratio] = [rest.slice(0, colon).trim(), toRatio(rest.slice(colon + 1).trim())]
  return kind === 'ratio' && ratio !== undefined && isEarlyPattern(pattern) ? { kind, pattern, ratio } : undefined
}

export const samplingRuleWords =
  'rules such as drop=/internal/*, ratio=GET /api/*:0.1 and fallback=1, by what is known at the beginning (no route:)'

/** One rule of `PLAINSIGHT_KEEP`. */
export type KeepRule = { readonly kind: 'errors' } | { readonly kind: 'slow'; readonly milliseconds: number }

const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 }

/** Reads `errors` or `slow:500ms`; undefined when it is neither. */
export const toKeepRule = (text: string): KeepRule | undefined => {
  if (text === 'errors') return { kind: 'errors' }
  const [, number, unit = ''] = /^slow:(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? []
  return number === undefined ? undefined : { kind: 'slow', milliseconds: Number(number) * (milliseconds[unit] ?? 1) }
}

export const keepRuleWords = 'errors, or slow: with a time such as slow:500ms or slow:2s'
