import type * as SentryNode from '@sentry/node'
import { serverSpan } from '../current-request.ts'
import type { RequestContext } from '../request-context.ts'
import { lateRoute } from '../server/routes.ts'
import { toSentEvent } from './sentry-event.ts'
import type { SentryQueue } from './sentry-queue.ts'
import type { SinkHost } from './sink.ts'

type Parts = { readonly Sentry: typeof SentryNode; readonly dsn: string; readonly queue: SentryQueue }

/** Sends an error that happened in a request, or outside of requests. */
type Capture = (error: unknown, request: RequestContext | undefined) => void

/**
 * A client separate from the one that an app may create: it belongs to no scope of the library, has only the
 * integration that follows causes, and works synchronously, so that the last error of a process is queued before it
 * ends.
 */
export const createSentryClient = (host: SinkHost, { Sentry, dsn, queue }: Parts): Capture => {
  const { sentryEnvironment, sentryRelease } = host.config.agent
  const others = process.listeners('beforeExit')
  const client = new Sentry.NodeClient({
    dsn,
    environment: sentryEnvironment ?? toEnvironment(host),
    ...toRelease(host, sentryRelease),
    stackParser: Sentry.defaultStackParser,
    integrations: [],
    includeServerName: false,
    sendClientReports: false,
    enableRuntimeChannelInjection: false,
    transport: (options) => {
      queue.setAddress(options)
      return Sentry.createTransport(options, async ({ body }) => {
        queue.put(body)
        return {}
      })
    },
    beforeSend: (event, hint) => {
      hint.attachments = []
      return toSentEvent(event, hint.originalException)
    },
  })
  // The library has nothing to send at the end, and the app may check the listeners of this event.
  for (const own of process.listeners('beforeExit')) if (!others.includes(own)) process.off('beforeExit', own)
  client.addIntegration(Sentry.linkedErrorsIntegration())
  return (error, request) => {
    client.captureException(error, toHint(error), toScope(new Sentry.Scope(), request))
  }
}

const toEnvironment = ({ resourceAttributes }: SinkHost): string =>
  String(resourceAttributes['deployment.environment.name'] ?? 'production')

/** The release in the format of Sentry's own tools: `shop@1.4.2`. */
const toRelease = ({ resourceAttributes }: SinkHost, set: string | undefined): { readonly release?: string } => {
  const { 'service.name': name, 'service.version': version } = resourceAttributes
  if (set !== undefined) return { release: set }
  return version === undefined ? {} : { release: `${name}@${version}` }
}

/** The app has not handled the error. */
const toHint = (error: unknown): SentryNode.EventHint => ({
  originalException: error,
  mechanism: { type: 'auto.plainsight', handled: false },
})

/** Data of the request: its ids, its route, the id of its user. */
const toScope = (scope: SentryNode.Scope, request: RequestContext | undefined): SentryNode.Scope => {
  if (request === undefined) return scope
  const { traceId, spanId, userId } = request
  const span = serverSpan()
  const route = span && (span.route ?? lateRoute(span))
  scope.setPropagationContext({ traceId, sampleRand: 0 })
  scope.setContext('trace', { trace_id: traceId, span_id: spanId })
  if (userId !== undefined) scope.setUser({ id: userId })
  if (route !== undefined) scope.setTransactionName(`${span?.method} ${route}`)
  return scope
}
