import type { IncomingMessage } from 'node:http'
import type { Config } from '../../config/schema.ts'
import { rejectTrace } from '../propagation/strangers.ts'
import type { RequestContext } from '../request-context.ts'
import { isSampled, type Sampling } from '../sampling.ts'
import { activeTemplateOf } from './active-templates.ts'
import { leadEvents } from './lead-events.ts'
import { parseRemoteParent, toLink } from './remote-parent.ts'
import { createReadRequestHead, parseRequestId } from './request-head.ts'
import type { RemoteParent, RequestWatch, ServedRequest, ServedResponse, ServerSpan } from './server-span.ts'
import { addLink, createDetails, type DetailLimits, type SpanDetails } from './span-details.ts'
import { createSpanId, createTraceId } from './span-ids.ts'
import { createTrust, type Peer } from './trust.ts'
import { watchHeads } from './watch-heads.ts'

/** Makes the span of a request that has just begun. */
export type BeginSpan = (
  request: ServedRequest,
  response: ServedResponse | undefined,
  rawHeaders: readonly string[],
  peer: (Peer & { readonly encrypted?: boolean | undefined }) | undefined,
) => ServerSpan

export const createBeginSpan = (config: Config, sampling: Sampling, watch: RequestWatch): BeginSpan => {
  const isTrusted = createTrust(config.agent.trustTraceparent)
  const readsParent = config.otel.propagators.includes('tracecontext')
  const readsBaggage = config.otel.propagators.includes('baggage')
  const idHeader = config.agent.requestIdHeader.toLowerCase()
  watchHeads(idHeader)
  const readHead = createReadRequestHead(idHeader)
  return (request, response, rawHeaders, peer) => {
    const start = performance.now()
    const head = readHead(rawHeaders)
    const named = readsParent ? parseRemoteParent(head.traceparent, head.tracestate) : undefined
    const isStranger = (named !== undefined || head.baggage !== undefined) && !isTrusted(peer)
    const parent = isStranger ? undefined : named
    if (isStranger) rejectTrace(request.headers)
    const ids = createIds(sampling, parent, parseRequestId(head.requestId), idHeader !== '')
    return {
      watch,
      request,
      response,
      method: request.method ?? '',
      baggage: readsBaggage && !isStranger ? head.baggage : undefined,
      host: head.host,
      hasBody: head.hasBody,
      ids,
      parent,
      active: activeTemplateOf(request.method, peer?.encrypted === true),
      start,
      route: undefined,
      routeSource: undefined,
      appRequest: undefined,
      mount: undefined,
      stream: undefined,
      firstByte: undefined,
      thrown: undefined,
      details: isStranger && named !== undefined && isSampled(ids) ? toLinked(named, watch.limits) : undefined,
      context: undefined,
      face: undefined,
      ended: false,
      end: 0,
      path: '',
      template: undefined,
    }
  }
}

/** A request that continues a trace may be one of several in it: its own id distinguishes them. */
const createIds = (
  sampling: Sampling,
  parent: RemoteParent | undefined,
  given: string | undefined,
  hasRequestId: boolean,
): RequestContext => {
  const traceId = parent?.traceId ?? createTraceId()
  const spanId = createSpanId()
  const isKept = parent === undefined ? sampling.root(traceId) : sampling.continued(parent)
  return {
    traceId,
    spanId,
    traceFlags: isKept ? 1 : 0,
    requestId: hasRequestId ? (given ?? (parent === undefined ? traceId : spanId)) : undefined,
    userId: undefined,
    sessionId: undefined,
  }
}

/** For an untrusted client: the link to the trace that is not continued. */
const toLinked = (parent: RemoteParent, limits: DetailLimits): SpanDetails => {
  const details = createDetails(limits)
  addLink(details, toLink(parent))
  return details
}

/**
 * Events of a request with a body come from the parser, outside of the request's context. Others have no such events,
 * and pay nothing.
 */
export const keepContextInBody = (span: ServerSpan): void => {
  if (span.hasBody && span.request) leadEvents(span.request as IncomingMessage, span)
}
