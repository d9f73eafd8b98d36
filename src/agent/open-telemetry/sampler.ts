import {
  type Attributes,
  createTraceState,
  isSpanContextValid,
  type SpanContext,
  SpanKind,
  TraceFlags,
  trace,
} from '@opentelemetry/api'
import { type Sampler, SamplingDecision } from '@opentelemetry/sdk-trace'
import type { AgentContext } from '../context.ts'
import { serverSpanOf } from '../current-request.ts'
import type { Subject } from '../sampling/patterns.ts'
import { withRandomnessOf } from '../sampling/trace-state.ts'
import { takesEveryPath } from '../server/routes.ts'
import type { ServerSpan } from '../server/server-span.ts'
import { localTraceOf } from './local-traces.ts'
import { originOf } from './trace-origin.ts'

/**
 * The agent's decision as a sampler of the SDK. A span with a parent in this process follows it: the decision was made
 * at the entry span. The sampler sees every span that starts, sampled or not, so a route that a framework sets on its
 * span is copied to the server span here. The first one counts: later ones may be of requests that the app makes to
 * itself within the process (SvelteKit).
 */
export const createSampler = ({ sampling, tail }: Pick<AgentContext, 'sampling' | 'tail'>): Sampler => ({
  shouldSample: (context, traceId, name, kind, attributes) => {
    const span = serverSpanOf(context)
    if (span !== undefined && !span.ended && lacksRoute(span)) span.route = toRoute(attributes) ?? span.route
    const parent = toValid(trace.getSpanContext(context))
    if (parent !== undefined && !parent.isRemote) {
      const local = tail && localTraceOf(context)
      return { decision: toDecision(isSampledContext(parent), local !== undefined && local.outcome?.isKept !== false) }
    }
    const origin = parent === undefined ? toValid(originOf(context)) : undefined
    const from = parent ?? origin
    const state = from?.traceState?.serialize() || undefined
    const subject = toSubject(name, kind, attributes)
    const known = from && { sampled: isSampledContext(from), traceState: state }
    const verdict = sampling(from?.traceId ?? traceId, known, subject)
    const decision = toDecision(verdict.isKept, tail?.recordsAll === true && !verdict.isIgnored)
    const own = origin ? withRandomnessOf(origin.traceId, verdict.traceState) : verdict.traceState
    return own === (parent && state) ? { decision } : { decision, traceState: createTraceState(own) }
  },
  toString: () => 'plainsight',
})

const toValid = (context: SpanContext | undefined): SpanContext | undefined =>
  context !== undefined && isSpanContextValid(context) ? context : undefined

const isSampledContext = ({ traceFlags }: SpanContext): boolean => (traceFlags & TraceFlags.SAMPLED) !== 0

/** A span that may be kept at the end of its trace is recorded, although its sampled flag is not set. */
const toDecision = (isKept: boolean, isRecorded: boolean): SamplingDecision => {
  if (isKept) return SamplingDecision.RECORD_AND_SAMPLED
  return isRecorded ? SamplingDecision.RECORD : SamplingDecision.NOT_RECORD
}

/** A request of the stock instrumentation is recognized by its attributes. */
const toSubject = (name: string, kind: SpanKind, attributes: Attributes): Subject => {
  if (kind !== SpanKind.SERVER) return { span: name }
  const text = (key: string): string | undefined => {
    const value = attributes[key]
    return typeof value === 'string' ? value : undefined
  }
  const headers = { 'user-agent': text('user_agent.original') }
  return { method: text('http.request.method'), path: text('url.path'), request: { headers } }
}

/** Next.js sets its route under these names on internal spans, long before it sets `http.route`, after the response. */
const names = ['next.route', 'http.route'] as const

/** Error pages of Next.js: they are not the route of the request. */
const errorPages: ReadonlySet<unknown> = new Set(['/_not-found', '/_error', '/_global-error', '/404', '/500'])

const toRoute = (attributes: Attributes): string | undefined => {
  for (const name of names) {
    const route = attributes[name]
    if (typeof route === 'string' && route.startsWith('/') && !errorPages.has(route)) return route
  }
  return undefined
}

const lacksRoute = ({ route }: ServerSpan): boolean => route === undefined || takesEveryPath(route)
