import type { SpanProcessor } from './open-telemetry/sdk-types.ts'
import type { RequestContext } from './request-context.ts'

/** What an app adds to the agent that no setting can say: functions and objects of its own. */
export type Extensions = {
  /** Span processors: they see every span, those of requests included. */
  readonly spanProcessors?: readonly SpanProcessor[] | undefined
  /** Hears of each error that a handler throws or that ends the process, with the ids of its request. */
  readonly onError?: ((error: unknown, request: Readonly<RequestContext> | undefined) => void) | undefined
}
