import type { IncomingMessage } from 'node:http'
import type { Config } from '../../config/schema.ts'
import { activeTemplateOf } from './active-templates.ts'
import { leadEvents } from './lead-events.ts'
import { parseRemoteParent } from './remote-parent.ts'
import { createReadRequestHead } from './request-head.ts'
import { parseRequestId } from './request-id.ts'
import { createRequestSampler } from './sampler.ts'
import type { ServedRequest, ServedResponse, ServerSpan } from './server-span.ts'
import { createChildIds, createRootIds } from './span-ids.ts'
import { watchHeads } from './watch-heads.ts'

/** Makes the span of a request that has just begun. */
export type BeginSpan = (
  request: ServedRequest,
  response: ServedResponse | undefined,
  rawHeaders: readonly string[],
  secure: boolean,
) => ServerSpan

export const createBeginSpan = (config: Config): BeginSpan => {
  const sampler = createRequestSampler(config)
  const readsParent = config.otel.propagators.includes('tracecontext')
  const readsBaggage = config.otel.propagators.includes('baggage')
  const idHeader = config.agent.requestIdHeader.toLowerCase()
  watchHeads(idHeader)
  const readHead = createReadRequestHead(idHeader)
  return (request, response, rawHeaders, secure) => {
    const start = performance.now()
    const head = readHead(rawHeaders)
    const parent = readsParent ? parseRemoteParent(head.traceparent, head.tracestate) : undefined
    const ids = parent ? createChildIds(parent.traceId, sampler.continued(parent)) : createRootIds(sampler.root)
    const requestId =
      idHeader === '' ? '' : (parseRequestId(head.requestId) ?? (parent === undefined ? ids.traceId : ids.spanId))
    return {
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
      requestId,
      route: undefined,
      routeSource: undefined,
      mount: undefined,
      stream: undefined,
      firstByte: undefined,
      thrown: undefined,
      details: undefined,
      current: undefined,
      context: undefined,
      face: undefined,
      ended: false,
      end: 0,
      path: '',
      template: undefined,
    }
  }
}

/** Events of a request with a body come from the parser, outside of the request's context. Others have no such events, and pay nothing. */
export const keepContextInBody = (span: ServerSpan): void => {
  if (span.hasBody && span.request) leadEvents(span.request as IncomingMessage, span)
}
