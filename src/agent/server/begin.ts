import type { IncomingMessage } from 'node:http'
import type { Config } from '../../config/schema.ts'
import { rejectTrace } from '../propagation/strangers.ts'
import type { RequestContext } from '../request-context.ts'
import type { Sampling } from '../sampling/sampling.ts'
import { activeTemplateOf } from './active-templates.ts'
import { leadEvents } from './lead-events.ts'
import { parseRemoteParent, toLink } from './remote-parent.ts'
import { createReadRequestHead, parseRequestId, toIdHeader } from './request-head.ts'
import {
  detailsOf,
  isRecorded,
  type RemoteParent,
  type RequestWatch,
  type ServedRequest,
  type ServedResponse,
  type ServerSpan,
} from './server-span.ts'
import { addLink } from './span-details.ts'
import { createSpanId, createTraceId } from './span-ids.ts'
import { toSubject } from './to-subject.ts'
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
  const idHeader = toIdHeader(config)
  watchHeads(idHeader)
  const readHead = createReadRequestHead(idHeader)
  const uncounted: RequestWatch = { ...watch, observer: undefined }
  return (request, response, rawHeaders, peer) => {
    const start = performance.now()
    const head = readHead(rawHeaders)
    const named = readsParent ? parseRemoteParent(head.traceparent, head.tracestate) : undefined
    const isStranger = (named !== undefined || head.baggage !== undefined) && !isTrusted(peer)
    const parent = isStranger ? undefined : named
    if (isStranger) rejectTrace(request.headers)
    const traceId = parent?.traceId ?? createTraceId()
    const subject = toSubject(request)
    const { isKept, traceState, isIgnored } = sampling(traceId, parent, subject)
    const ids = createIds(traceId, isKept, parent, idHeader === '' ? undefined : { given: head.requestId })
    const span: ServerSpan = {
      watch: watch.ignoresMetrics?.(subject) ? uncounted : watch,
      request,
      response,
      method: request.method ?? '',
      baggage: readsBaggage && !isStranger ? head.baggage : undefined,
      host: head.host,
      hasBody: head.hasBody,
      ids,
      parent,
      traceState,
      waits: undefined,
      active: activeTemplateOf(request.method, peer?.encrypted === true),
      start,
      route: undefined,
      routeSource: undefined,
      appRequest: undefined,
      mount: undefined,
      stream: undefined,
      firstByte: undefined,
      thrown: undefined,
      details: undefined,
      context: undefined,
      face: undefined,
      ended: false,
      end: 0,
      path: '',
      template: undefined,
    }
    if (watch.tail !== undefined && !isIgnored && (isKept || watch.tail.recordsAll))
      span.waits = watch.tail.open(isKept, span)
    if (isStranger && named !== undefined && isRecorded(span)) addLink(detailsOf(span), toLink(named))
    return span
  }
}

/** A request that continues a trace may be one of several in it: its own id distinguishes them. */
const createIds = (
  traceId: string,
  isKept: boolean,
  parent: RemoteParent | undefined,
  header: { readonly given: string | undefined } | undefined,
): RequestContext => {
  const spanId = createSpanId()
  return {
    traceId,
    spanId,
    traceFlags: isKept ? 1 : 0,
    requestId: header && (parseRequestId(header.given) ?? (parent === undefined ? traceId : spanId)),
    userId: undefined,
    sessionId: undefined,
  }
}

/**
 * Events of a request with a body come from the parser, outside of the request's context. Others have no such events,
 * and pay nothing.
 */
export const keepContextInBody = (span: ServerSpan): void => {
  if (span.hasBody && span.request) leadEvents(span.request as IncomingMessage, span)
}
