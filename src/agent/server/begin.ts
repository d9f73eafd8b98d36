import type { IncomingMessage } from 'node:http'
import type { Config } from '../../config/schema.ts'
import type { RequestContext } from '../request-context.ts'
import type { Sampling } from '../sampling.ts'
import { activeTemplateOf } from './active-templates.ts'
import { leadEvents } from './lead-events.ts'
import { parseRemoteParent } from './remote-parent.ts'
import { createReadRequestHead, parseRequestId } from './request-head.ts'
import type { RemoteParent, RequestWatch, ServedRequest, ServedResponse, ServerSpan } from './server-span.ts'
import { createSpanId, createTraceId } from './span-ids.ts'
import { watchHeads } from './watch-heads.ts'

/** Makes the span of a request that has just begun. */
export type BeginSpan = (
  request: ServedRequest,
  response: ServedResponse | undefined,
  rawHeaders: readonly string[],
  secure: boolean,
) => ServerSpan

export const createBeginSpan = (config: Config, sampling: Sampling, watch: RequestWatch): BeginSpan => {
  const readsParent = config.otel.propagators.includes('tracecontext')
  const readsBaggage = config.otel.propagators.includes('baggage')
  const idHeader = config.agent.requestIdHeader.toLowerCase()
  watchHeads(idHeader)
  const readHead = createReadRequestHead(idHeader)
  return (request, response, rawHeaders, secure) => {
    const start = performance.now()
    const head = readHead(rawHeaders)
    const parent = readsParent ? parseRemoteParent(head.traceparent, head.tracestate) : undefined
    const ids = createIds(sampling, parent, parseRequestId(head.requestId), idHeader !== '')
    return {
      watch,
      request,
      response,
      method: request.method ?? '',
      baggage: readsBaggage ? head.baggage : undefined,
      host: head.host,
      hasBody: head.hasBody,
      ids,
      parent,
      active: activeTemplateOf(request.method, secure),
      start,
      route: undefined,
      routeSource: undefined,
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
  }
}

/** A request that continues a trace may be one of several in it: its own id tells them apart. */
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

/**
 * Events of a request with a body come from the parser, outside of the request's context. Others have no such events,
 * and pay nothing.
 */
export const keepContextInBody = (span: ServerSpan): void => {
  if (span.hasBody && span.request) leadEvents(span.request as IncomingMessage, span)
}
