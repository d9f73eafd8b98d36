import type { Config } from '../../config/schema.ts'
import type { RequestContext } from '../request-context.ts'
import type { Subject } from './patterns.ts'
import { createRateCap } from './rate-cap.ts'
import { createRules } from './rules.ts'
import { always, never, type Threshold, toProbability, toThreshold } from './threshold.ts'
import { toContinuedState, toRandomness, withThreshold } from './trace-state.ts'

/** The parent of a span: its trace state, and whether it is sampled. */
export type Parent = {
  readonly sampled: boolean
  /** `tracestate`. */
  readonly traceState: string | undefined
}

/** The decision about a span when it starts, which applies to everything below it in this process. */
export type Verdict = {
  /** Whether it is recorded; becomes the sampled flag of its calls. */
  readonly isKept: boolean
  /** `tracestate` of the span and its calls, with the threshold by which it was decided. */
  readonly traceState: string | undefined
  /** A rule ignores it, and the decision at the end of the trace cannot change that. */
  readonly isIgnored: boolean
}

/**
 * Decides about traces, for requests and OpenTelemetry spans alike, once per incoming call or root span. In this order:
 * what is ignored; the parent's decision, where the sampler is parent-based; the rules; the sampler of
 * `OTEL_TRACES_SAMPLER`; the cap.
 */
export type Sampling = (traceId: string, parent: Parent | undefined, subject: Subject) => Verdict

export const isSampled = ({ traceFlags }: RequestContext): boolean => (traceFlags & 1) === 1

const kept: Verdict = { isKept: true, traceState: undefined, isIgnored: false }
const dropped: Verdict = { isKept: false, traceState: undefined, isIgnored: false }
const ignored: Verdict = { isKept: false, traceState: undefined, isIgnored: true }

/** `isIgnored`: what is never traced, whatever else applies. */
export const createSampling = ({ otel, agent }: Config, isIgnored?: (subject: Subject) => boolean): Sampling => {
  const followsParent = otel.tracesSampler.startsWith('parentbased_')
  const standard = toStandard(otel)
  const rules = agent.sampling.length > 0 ? createRules(agent.sampling, standard) : undefined
  const cap = toCap(agent.maxTracesPerSecond)
  return (traceId, parent, subject) => {
    const wanted = rules === undefined ? standard : rules(subject)
    const state = parent?.traceState
    if (wanted === undefined || isIgnored?.(subject)) return withState(ignored, withThreshold(state, undefined))
    if (parent !== undefined && followsParent) return follow(traceId, parent)
    const threshold = cap === undefined ? wanted : cap(wanted)
    // A probability of 1 needs no threshold in the trace state, unless the state has a different one.
    if (threshold === always) return withState(kept, state?.includes('ot=') ? withThreshold(state, always) : state)
    return toRandomness(traceId, state) >= threshold
      ? { isKept: true, traceState: withThreshold(state, threshold), isIgnored: false }
      : withState(dropped, withThreshold(state, undefined))
  }
}

const withState = (verdict: Verdict, traceState: string | undefined): Verdict =>
  traceState === undefined ? verdict : { ...verdict, traceState }

const follow = (traceId: string, { sampled, traceState }: Parent): Verdict => {
  const verdict = sampled ? kept : dropped
  return traceState === undefined ? verdict : withState(verdict, toContinuedState(traceId, sampled, traceState))
}

const toCap = (perSecond: number | undefined): ((threshold: Threshold) => Threshold) | undefined => {
  if (perSecond === undefined) return undefined
  const cap = createRateCap(perSecond)
  return (threshold) => (threshold === never ? never : toThreshold(cap(toProbability(threshold))))
}

const toStandard = ({ tracesSampler: name, tracesSamplerArg: ratio = 1 }: Config['otel']): Threshold => {
  if (name.endsWith('always_on')) return always
  return name.endsWith('always_off') ? never : toThreshold(ratio)
}
