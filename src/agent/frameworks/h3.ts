import { subscribe } from 'node:diagnostics_channel'
import { serverSpan } from '../current-request.ts'
import { recordThrown } from '../thrown.ts'

/** What h3 publishes for each handler if the app has enabled its tracing (`h3/tracing`, or Nitro's option for it). */
type Message = {
  readonly type?: unknown
  readonly error?: unknown
  readonly event?: { readonly context?: { readonly matchedRoute?: { readonly route?: unknown } } }
}

/** h3 and Nitro: the route of the handler that is about to run, and what it throws. */
export const watchH3 = (): void => {
  subscribe('tracing:h3.request:start', (message) => {
    const { type, event } = message as Message
    const route = event?.context?.matchedRoute?.route
    const span = serverSpan()
    if (span === undefined || span.ended) return
    span.appRequest = event
    if (type === 'route' && typeof route === 'string') span.route = route
  })
  subscribe('tracing:h3.request:error', (message) => recordThrown(undefined, (message as Message).error))
}
