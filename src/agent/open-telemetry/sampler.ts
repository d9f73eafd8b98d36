import { type Attributes, isSpanContextValid, TraceFlags, trace } from '@opentelemetry/api'
import { type Sampler, SamplingDecision } from '@opentelemetry/sdk-trace'
import { serverSpanOf } from '../current-request.ts'
import type { Sampling } from '../sampling.ts'
import { takesEveryPath } from '../server/routes.ts'
import type { ServerSpan } from '../server/server-span.ts'
import { originOf } from './trace-origin.ts'

/**
 * The agent's decision as a sampler of the SDK. A sampler is asked about every span that begins, kept or not: what
 * frameworks say there of the route of a request goes to its server span. The first counts: later ones may be of
 * requests that the app makes to itself without leaving the process (SvelteKit).
 */
export const createSampler = (sampling: Sampling): Sampler => ({
  shouldSample: (context, traceId, _name, _kind, attributes) => {
    const span = serverSpanOf(context)
    if (span !== undefined && !span.ended && lacksRoute(span)) span.route = toRoute(attributes) ?? span.route
    const parent = trace.getSpanContext(context) ?? originOf(context)
    const isKept =
      parent !== undefined && isSpanContextValid(parent)
        ? sampling.continued({ traceId: parent.traceId, sampled: (parent.traceFlags & TraceFlags.SAMPLED) !== 0 })
        : sampling.root(traceId)
    return { decision: isKept ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD }
  },
  toString: () => 'plainsight',
})

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
