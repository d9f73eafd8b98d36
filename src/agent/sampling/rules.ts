import { type SamplingRule, toSamplingRule } from '../../config/sampling-words.ts'
import { type Pattern, type Subject, toPattern } from './patterns.ts'
import { type Threshold, toThreshold } from './threshold.ts'

/** The threshold of a new trace; undefined when a rule drops it. */
export type Rules = (subject: Subject) => Threshold | undefined

type Compiled = { readonly fits: Pattern; readonly threshold: Threshold | undefined }

/** Rules of `PLAINSIGHT_SAMPLING`; the first one that matches applies, or else `standard`. */
export const createRules = (texts: readonly string[], standard: Threshold): Rules => {
  const rules = toRules(texts)
  const fallback = rules.findLast((rule) => rule.kind === 'fallback')
  const last = fallback === undefined ? standard : toThreshold(fallback.ratio)
  const compiled = rules.flatMap(compile)
  return (subject) => {
    const rule = compiled.find(({ fits }) => fits(subject))
    return rule === undefined ? last : rule.threshold
  }
}

const toRules = (texts: readonly string[]): SamplingRule[] =>
  texts.map(toSamplingRule).filter((rule) => rule !== undefined)

const compile = (rule: SamplingRule): Compiled[] => {
  if (rule.kind === 'fallback') return []
  return [{ fits: toPattern(rule.pattern), threshold: rule.kind === 'drop' ? undefined : toThreshold(rule.ratio) }]
}
