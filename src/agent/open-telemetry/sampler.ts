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
 * The agent's decision as a sampler of the SDK. A span below another one of this process follows it: the decision was
 * made where the call came in. A sampler is asked about every span that begins, kept or not: what frameworks say there
 * of the route of a request goes to its server span. The first counts: later ones may be of requests that the app makes
 * to itself without leaving the process (SvelteKit).
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

/** What may be kept at its end is recorded, though the flag says no to others. */
const toDecision = (isKept: boolean, isRecorded: boolean): SamplingDecision => {
  if (isKept) return SamplingDecision.RECORD_AND_SAMPLED
  return isRecorded ? SamplingDecision.RECORD : SamplingDecision.NOT_RECORD
}

/** A request of the stock instrumentation is known by its attributes. */
const toSubject = (name: string, kind: SpanKind, attributes: Attributes): Subject => {
  if (kind !== SpanKind.SERVER) return { span: name }
  const text = (key: string): string | undefined => {
    const value = attributes[key]
    return typeof value === 'string' ? value : undefined
  }
  const headers = { 'user-agent': text('user_agent.original') }
  return { method: text('http.request.method'), path: text('url.path'), request: { headers } }
}

/**
 * Next.js names its routes so on the spans of its inner work, long before it sets `http.route`, which comes after the
 * answer.
 */
const names = ['next.route', 'http.route'] as const

/** Pages that Next.js answers errors with: they are not the route of the request. */
const errorPages: ReadonlySet<unknown> = new Set(['/_not-found', '/_error', '/_global-error', '/404', '/500'])

const toRoute = (attributes: Attributes): string | undefined => {
  for (const name of names) {
    const route = attributes[name]
    if (typeof route === 'string' && route.startsWith('/') && !errorPages.has(route)) return route
  }
  return undefined
}

const lacksRoute = ({ route }: ServerSpan): boolean => route === undefined || takesEveryPath(route)
