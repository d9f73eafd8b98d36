import { isSampled } from '../sampling/sampling.ts'
import { lastsWithStream } from './answer-stream.ts'
import { toPath } from './encode.ts'
import { forgetTrace } from './open-traces.ts'
import type { StreamKind } from './request-observer.ts'
import type { SpanTemplate } from './request-template.ts'
import { lateRoute } from './routes.ts'
import { releaseDetails, releaseRequest, type ServerSpan } from './server-span.ts'
import { createTemplates } from './templates.ts'
import { subjectOf } from './to-subject.ts'

/** Reason why a response never ended. */
export type Failure = 'aborted' | 'process_exit'

/** Ends the span of a request, with a failure, or with a status when there is no response object to read it from. */
export type EndSpan = (span: ServerSpan, outcome?: Failure | number) => void

/** Called with each ended span, sampled or not: request lines, span processors of the app. */
export type SpanListener = (span: ServerSpan, template: SpanTemplate, end: number) => void

/** `emit` gets the sampled ones; undefined if there is no sink for spans: requests are counted anyway. */
export const createEndSpan = (
  emit: ((span: ServerSpan) => void) | undefined,
  listeners: readonly SpanListener[],
): EndSpan => {
  const templateOf = createTemplates()
  return (span, outcome) => {
    const { request } = span
    if (span.ended || request === undefined) return
    span.ended = true
    const end = performance.now()
    const lasts = lastsWithStream(span.stream)
    // A stream has no required end: either side may close it at any time.
    const failure = typeof outcome === 'string' && !lasts ? outcome : undefined
    const status = typeof outcome === 'number' ? outcome : toStatus(span, failure)
    const template = templateOf(
      span.active,
      span.route ?? lateRoute(span),
      status,
      request.httpVersion,
      span.host,
      failure === undefined && status < 500 ? undefined : (span.details?.errorType ?? failure),
    )
    span.end = end
    span.template = template
    span.path = toPath(request)
    span.watch.identify?.(span)
    const { observer, ignoresMetricsLate } = span.watch
    const isCounted = !lasts && (ignoresMetricsLate === undefined || !ignoresMetricsLate(subjectOf(span)))
    releaseRequest(span)
    if (span.context !== undefined) forgetTrace(span)
    observer?.requestEnded(span.active, template, isCounted ? (end - span.start) / 1000 : undefined, span.ids)
    if (lasts) observer?.streamClosed(span.stream as StreamKind)
    for (const listener of listeners) listener(span, template, end)
    if (span.waits !== undefined) span.watch.tail?.end(span)
    else if (emit !== undefined && isSampled(span.ids)) emit(span)
    releaseDetails(span)
  }
}

/** 0 when no response was begun. */
const toStatus = ({ response }: ServerSpan, failure: Failure | undefined): number =>
  response === undefined || (failure !== undefined && !response.headersSent) ? 0 : response.statusCode
