import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { loadConfig } from '../../src/config/load.ts'
import { createHub } from '../../src/hub/create-hub.ts'
import { createHubMetrics } from '../../src/hub/hub-metrics.ts'
import { createJournal } from '../../src/journal/journal.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { Store } from '../../src/store/store.ts'
import { buildPage } from './build-page.ts'
import { seedShop } from './seed.ts'

export type PageOptions = {
  readonly port?: number
  /** Minutes and traces of made-up data; `empty` for none. */
  readonly minutes?: number
  readonly traces?: number
  readonly empty?: boolean
  readonly token?: string
  /** Instant that the data end at. */
  readonly now?: number
}
export type Page = { readonly url: string; readonly store: Store; close(): Promise<void> }

/** The hub with page and API over a store of its own with made-up data. */
export const startPage = async (options: PageOptions = {}): Promise<Page> => {
  const { port = 0, empty = false, token, now = Date.now(), minutes = 120, traces = 6000 } = options
  await buildPage()
  const folder = await mkdtemp(join(tmpdir(), 'plainsight-page-'))
  const store = await openStore({ path: join(folder, 'clickhouse') })
  if (!empty) await seedShop(store, { now, minutes, traces })
  const { config } = loadConfig({ env: {}, code: { hub: { dataDir: folder, ...(token && { token }) } } })
  const log = pino({ level: 'silent' })
  const journal = createJournal({ ...config.hub, folder: join(folder, 'journal'), store, log })
  await journal.start()
  const app = await createHub({ config, store, journal, log, metrics: createHubMetrics() })
  const url = await app.listen({ port, host: '127.0.0.1' })
  return {
    url,
    store,
    close: async () => {
      await app.close()
      await journal.stop()
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
