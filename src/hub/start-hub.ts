import { join } from 'node:path'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Config } from '../config/schema.ts'
import { PlainsightError } from '../errors.ts'
import { createJournal, type Journal } from '../journal/journal.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { createHub } from './create-hub.ts'
import { createHubMetrics } from './hub-metrics.ts'
import { isLoopback } from './loopback.ts'
import { createTimedStore } from './timed-store.ts'

export type RunningHub = {
  /** Where the page, the API and OTLP are, for example `http://127.0.0.1:4318`. */
  readonly url: string
  /** Takes no more requests, lets the store catch up within `hub.drainMs`, and closes it. Safe to call twice. */
  stop(): Promise<void>
}

const checkToken = ({ hub }: Config): void => {
  if (!isLoopback(hub.host) && !hub.token) throw new PlainsightError('TOKEN_REQUIRED_FOR_HOST', { host: hub.host })
}

const listen = async (app: FastifyInstance, { hub: { host, port } }: Config): Promise<string> => {
  try {
    return await app.listen({ host, port })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new PlainsightError('PORT_TAKEN', { host, port }, { cause: error })
  }
}

const openParts = async (
  config: Config,
  log: FastifyBaseLogger,
): Promise<{ store: Store; journal: Journal; metrics: ReturnType<typeof createHubMetrics> }> => {
  const { hub } = config
  const metrics = createHubMetrics()
  const timer = metrics.createTimer('plainsight_store_operation_duration_seconds', 'Run time of queries and inserts')
  const opened = await openStore({
    url: hub.storeUrl,
    path: join(hub.dataDir, 'clickhouse'),
    database: hub.database,
    userDataDir: hub.userDataDir,
    retention: hub,
  })
  const store = createTimedStore(opened, timer)
  const journal = createJournal({ ...hub, folder: join(hub.dataDir, 'journal'), store, log })
  return { store, journal, metrics }
}

/**
 * Starts the whole hub: store, migrations, retention, journal, server.
 * @throws PlainsightError `TOKEN_REQUIRED_FOR_HOST`, `PORT_TAKEN`, `STORE_ENGINE_MISSING`, `STORE_LOCKED`, `STORE_UNAVAILABLE`
 */
export const startHub = async ({ config, log }: { config: Config; log: FastifyBaseLogger }): Promise<RunningHub> => {
  checkToken(config)
  const { store, journal, metrics } = await openParts(config, log)
  const closing: (() => Promise<unknown>)[] = [() => store.close()]
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step()
  }
  try {
    await journal.start()
    closing.push(() => journal.stop())
    const app = await createHub({ config, store, journal, log, metrics })
    closing.push(() => app.close())
    const url = await listen(app, config)
    log.info({ url, store: store.kind, dataDir: config.hub.dataDir }, 'The hub is open')
    return { url, stop: close }
  } catch (error) {
    await close()
    throw error
  }
}
