import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Access } from '../access/create-access.ts'
import { guardHost } from '../access/guard-host.ts'
import { guardOrigins } from '../access/guard-origins.ts'
import { guardRoutes } from '../access/guard-routes.ts'
import { createCheckOrigin } from '../access/origins.ts'
import { registerQuestions } from '../api/register.ts'
import { useSchemas } from '../api/validate.ts'
import type { Config } from '../config/schema.ts'
import type { Receivers } from '../ingest/create-receivers.ts'
import { registerOtlp } from '../ingest/http/register-otlp.ts'
import type { Journal } from '../journal/journal.ts'
import type { Store } from '../store/store.ts'
import { answerGrpc } from './answer-grpc.ts'
import { compressAnswers } from './compress-answers.ts'
import { createDiskFigures } from './disk-figures.ts'
import { answerErrors, answerFrameworkError } from './error-handlers.ts'
import { registerHealth } from './health-routes.ts'
import type { HubMetrics } from './hub-metrics.ts'
import { createJournalFigures } from './journal-figures.ts'
import { addLinger } from './linger-hook.ts'
import { registerOtlpFacts } from './otlp-facts-route.ts'
import { registerPage } from './page-routes.ts'
import { addSecureHeaders } from './secure-headers.ts'
import { registerSession } from './session-routes.ts'

export type HubParts = {
  readonly config: Config
  readonly store: Store
  readonly journal: Journal
  readonly log: FastifyBaseLogger
  readonly metrics: HubMetrics
  readonly access: Access
  readonly receivers: Receivers
  /** Port of OTLP over gRPC; undefined while it is not open. */
  readonly grpcPort: () => number | undefined
}

/**
 * How long an idle connection stays open, ms. Longer than clients keep theirs (Go's SDK and the Collector 90 s, metric
 * readers send every 60 s): a connection that the hub closes at the moment when a client reuses it costs the client a
 * retry.
 */
const keepAliveTimeout = 120_000

/**
 * How long a request may take to arrive, ms: a client that stops in the middle of one does not keep its connection
 * forever.
 */
const requestTimeout = 60_000

const createServer = ({ config, log }: HubParts): FastifyInstance =>
  Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    bodyLimit: config.hub.maxBodyBytes,
    forceCloseConnections: 'idle',
    keepAliveTimeout,
    requestTimeout,
    frameworkErrors: answerFrameworkError,
  })

/**
 * The hub as a server that does not listen yet: `inject` requests into it, or `listen`. Wires ingest, API and page;
 * closes nothing.
 */
export const createHub = async (parts: HubParts): Promise<FastifyInstance> => {
  const { config, store, journal, metrics, access, receivers } = parts
  const app = createServer(parts)
  metrics.observe([
    ...createJournalFigures(journal.stats, config.hub.journalMaxBytes),
    ...createDiskFigures(config.hub.dataDir),
  ])
  answerErrors(app)
  useSchemas(app)
  answerGrpc(app, parts)
  addSecureHeaders(app)
  guardHost(app, { config })
  guardOrigins(app, createCheckOrigin(config))
  guardRoutes(app, access)
  compressAnswers(app)
  addLinger(app)
  registerOtlp(app, { receivers, limits: config.hub })
  registerSession(app, access)
  registerOtlpFacts(app, parts.grpcPort)
  registerHealth(app, { store, journal, config })
  const metricsConfig = { access: 'read', cors: true, compress: true } as const
  app.get('/metrics', { config: metricsConfig }, async (_request, reply) =>
    reply
      .type('text/plain; version=0.0.4; charset=utf-8')
      .header('vary', 'accept')
      .send(await metrics.toText()),
  )
  await registerQuestions(app, { store, timeoutMs: config.hub.queryTimeoutMs, flushTables: journal.flushTables })
  await registerPage(app)
  return app
}
