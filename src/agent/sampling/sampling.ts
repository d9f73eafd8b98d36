import type { Config } from '../../config/schema.ts'
import type { RequestContext } from '../request-context.ts'
import type { Subject } from './patterns.ts'
import { createRateCap } from './rate-cap.ts'
import { createRules } from './rules.ts'
import { always, never, type Threshold, toProbability, toThreshold } from './threshold.ts'
import { toContinuedState, toRandomness, withThreshold } from './trace-state.ts'

/** Where a span comes from: its parent's trace, and whether that is kept. */
export type Parent = {
  readonly sampled: boolean
  /** `tracestate`. */
  readonly traceState: string | undefined
}

/** What is decided about a span when it begins, and holds for all that follows from it in this process. */
export type Verdict = {
  /** Whether it is recorded; becomes the sampled flag of its calls. */
  readonly isKept: boolean
  /** `tracestate` of the span and its calls, with the threshold by which it was decided. */
  readonly traceState: string | undefined
  /** A rule leaves it out: what is decided at the end of the trace does not bring it back. */
  readonly isIgnored: boolean
}

/**
 * Decides about traces: for requests and for the spans of OpenTelemetry alike, once for all that happens in this
 * process because of one call. In this order: what is ignored; the parent's decision, where the sampler is
 * parent-based; the rules; the sampler of `OTEL_TRACES_SAMPLER`; the cap.
 */
export type Sampling = (traceId: string, parent: Parent | undefined, subject: Subject) => Verdict

export const isSampled = ({ traceFlags }: RequestContext): boolean => (traceFlags & 1) === 1

const kept: Verdict = { isKept: true, traceState: undefined, isIgnored: false }
const dropped: Verdict = { isKept: false, traceState: undefined, isIgnored: false }
const ignored: Verdict = { isKept: false, traceState: undefined, isIgnored: true }

/** `isIgnored` answers what is left out of traces whatever else is decided. */
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
    // What is certain needs no words, unless others have said something else.
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
