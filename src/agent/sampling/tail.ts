import { createTraceState } from '@opentelemetry/api'
import { toKeepRule } from '../../config/sampling-words.ts'
import type { Config } from '../../config/schema.ts'
import { statusCode } from '../otlp/span-fields.ts'
import { subjectOf } from '../server/to-subject.ts'
import type { EndedSpan } from '../sinks/sink.ts'
import { isServerSpan, outside } from '../storage.ts'
import type { Ignores } from './ignore.ts'
import type { LocalTrace, Outcome, Tail } from './local-trace.ts'
import { toSpanSize } from './span-size.ts'
import { always } from './threshold.ts'
import { withThreshold } from './trace-state.ts'

const sampledFlag = 1

/** Interval of the check for traces that have been held too long, in ms. */
const sweepEvery = 1000

type Emit = (span: EndedSpan) => void

/**
 * Holds the spans of each trace until its first span in this process has ended, and then decides: by `PLAINSIGHT_KEEP`,
 * and by routes of `PLAINSIGHT_IGNORE_TRACES`, which are not known before. If no rule matches, the initial decision
 * stands. Held spans are limited in bytes and in time: beyond that, the oldest traces are decided by what is known.
 */
export const createTail = ({ agent }: Config, ignoresRoute: Ignores | undefined, emit: Emit): Tail => {
  const isWanted = toIsWanted(agent.keep)
  const waiting = new Set<LocalTrace>()
  let held = 0
  let sweep: NodeJS.Timeout | undefined
  const decide = (trace: LocalTrace): void => {
    if (trace.outcome !== undefined) return
    const isIgnored = trace.server !== undefined && ignoresRoute?.(subjectOf(trace.server)) === true
    const isCertain = !isIgnored && isWanted(trace)
    trace.outcome = { isKept: isCertain || (trace.isKept && !isIgnored), isCertain }
    waiting.delete(trace)
    held -= trace.bytes
    const { spans, outcome } = trace
    trace.spans = []
    if (outcome.isKept) for (const span of spans) emit(toDecided(span, outcome))
  }
  const settleOldest = (): void => {
    for (const trace of waiting) {
      if (held <= agent.keepMaxBytes) return
      if (trace.bytes > 0) decide(trace)
    }
  }
  const settleLate = (): void => {
    sweep = undefined
    for (const trace of waiting) if (performance.now() - trace.began >= agent.keepMaxMs) decide(trace)
    watch()
  }
  const watch = (): void => {
    if (waiting.size > 0) sweep ??= outside(() => setTimeout(settleLate, sweepEvery).unref())
  }
  const take = (trace: LocalTrace, span: EndedSpan): void => {
    if (trace.outcome !== undefined) {
      if (trace.outcome.isKept) emit(toDecided(span, trace.outcome))
      return
    }
    const size = toSpanSize(span)
    trace.spans.push(toHeld(span))
    trace.bytes += size
    trace.hasError ||= isFailed(span)
    held += size
    if (held > agent.keepMaxBytes) settleOldest()
  }
  return {
    recordsAll: agent.keep.length > 0,
    open: (isKept, server) => {
      const began = server?.start ?? performance.now()
      const trace = { isKept, began, server, spans: [], bytes: 0, hasError: false, outcome: undefined }
      waiting.add(trace)
      watch()
      return trace
    },
    take,
    end: (span) => {
      const trace = span.waits as LocalTrace
      take(trace, span)
      decide(trace)
    },
    close: decide,
    settle: () => {
      for (const trace of waiting) decide(trace)
      clearTimeout(sweep)
    },
  }
}

/** Whether a rule of `PLAINSIGHT_KEEP` keeps a trace, by what is known of it. */
const toIsWanted = (texts: readonly string[]): ((trace: LocalTrace) => boolean) => {
  const rules = texts.map(toKeepRule).filter((rule) => rule !== undefined)
  return (trace) => rules.some((rule) => (rule.kind === 'errors' ? trace.hasError : isSlow(trace, rule.milliseconds)))
}

/** A stream has no expected duration, so it is never slow. */
const isSlow = ({ began, server }: LocalTrace, milliseconds: number): boolean =>
  server?.stream === undefined && (server?.ended === true ? server.end : performance.now()) - began >= milliseconds

const isFailed = (span: EndedSpan): boolean => {
  if (!isServerSpan(span)) return span.status.code === statusCode.error
  const code = span.details?.statusCode ?? statusCode.unset
  return code === statusCode.unset ? span.template?.failed === true : code === statusCode.error
}

/**
 * A request releases its details when it has ended, so a copy is held, without the fields that only the request needs.
 */
const toHeld = (span: EndedSpan): EndedSpan =>
  isServerSpan(span) ? { ...span, context: undefined, face: undefined, waits: undefined } : span

/** What a rule keeps has a probability of 1, so it counts once. */
const toDecided = (span: EndedSpan, { isCertain }: Outcome): EndedSpan => {
  if (!isCertain) return span
  if (isServerSpan(span)) return { ...span, traceState: withThreshold(span.traceState, always) }
  const own = span.spanContext()
  const state = withThreshold(own.traceState?.serialize() || undefined, always)
  const context = { ...own, traceFlags: own.traceFlags | sampledFlag, traceState: createTraceState(state) }
  return Object.create(span, { spanContext: { value: () => context } }) as EndedSpan
}
