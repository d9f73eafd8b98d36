import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { type ConfigInput, loadConfig } from '../../src/config/load.ts'
import { createHub } from '../../src/hub/create-hub.ts'
import { createHubMetrics } from '../../src/hub/hub-metrics.ts'
import { createTimedStore } from '../../src/hub/timed-store.ts'
import { createJournal } from '../../src/journal/journal.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { Store } from '../../src/store/store.ts'

export type HubInProcess = {
  readonly app: FastifyInstance
  readonly store: Store
  readonly dataDir: string
  close(): Promise<void>
}

/** A whole hub on a real engine in a folder of its own, without listening: requests are injected. */
export const openHubInProcess = async (hub: ConfigInput['hub'] = {}): Promise<HubInProcess> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'plainsight-hub-'))
  const { config } = loadConfig({ code: { hub: { dataDir, flushMs: 20, ...hub } }, env: {} })
  const log = pino({ level: 'silent' })
  const metrics = createHubMetrics()
  const timer = metrics.createTimer('plainsight_store_operation_duration_seconds', 'Run time of queries and inserts')
  const store = createTimedStore(await openStore({ path: join(dataDir, 'clickhouse') }), timer)
  const journal = createJournal({ ...config.hub, folder: join(dataDir, 'journal'), store, log })
  await journal.start()
  const app = await createHub({ config, store, journal, log, metrics })
  const close = async (): Promise<void> => {
    await app.close()
    await journal.stop()
    await store.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
  return { app, store, dataDir, close }
}
