import type { Store } from '../../src/store/store.ts'
import { openHubInProcess } from '../hub/hub-in-process.ts'
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
export type Page = {
  readonly url: string
  readonly grpcPort: number | undefined
  readonly store: Store
  readonly dataDir: string
  close(): Promise<void>
}

/** The hub with page and API over a store of its own with made-up data. */
export const startPage = async (options: PageOptions = {}): Promise<Page> => {
  const { port = 0, empty = false, token, now = Date.now(), minutes = 120, traces = 6000 } = options
  await buildPage()
  const hub = await openHubInProcess(token ? { token } : {})
  if (!empty) await seedShop(hub.store, { now, minutes, traces })
  const { store, dataDir, close } = hub
  const url = await hub.app.listen({ port, host: '127.0.0.1' })
  const grpc = await hub.openGrpc({ ports: [0], isRequired: true }, Number(new URL(url).port))
  return { url, grpcPort: grpc?.port, store, dataDir, close }
}
