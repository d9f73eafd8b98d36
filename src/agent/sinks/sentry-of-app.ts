import type * as SentryNode from '@sentry/node'
import { currentRequest } from '../current-request.ts'

/**
 * If an app initializes Sentry itself, its settings are kept, and our trace and span are added to its errors. If Sentry
 * traces the app, Sentry's own ids are kept, since they link to its traces, and ours are added as a separate context.
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
