import type * as SentryNode from '@sentry/node'
import { currentRequest } from '../current-request.ts'

/**
 * An app that initializes Sentry itself keeps all that it has set; its errors get our trace and span. Where Sentry
 * traces for the app, its own ids stay, since they lead to its own traces, and ours are a context of their own.
 */
export const addTraceIds = (Sentry: typeof SentryNode): void => {
  Sentry.getGlobalScope().addEventProcessor((event) => {
    const options = Sentry.getClient()?.getOptions()
    const request = currentRequest()
    if (options === undefined || event.type !== undefined || request === undefined) return event
    const isTracing = options.tracesSampleRate !== undefined || options.tracesSampler !== undefined
    const ids = { trace_id: request.traceId, span_id: request.spanId }
    return { ...event, contexts: { ...event.contexts, [isTracing ? 'plainsight' : 'trace']: ids } }
  })
}
