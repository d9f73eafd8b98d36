import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import Fastify from 'fastify'
import { registerApi } from '../../src/api/register.ts'
import { loadConfig } from '../../src/config/load.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { Store } from '../../src/store/store.ts'
import { seedShop } from './seed.ts'

export type PageOptions = {
  readonly port?: number
  readonly minutes?: number
  readonly traces?: number
  readonly empty?: boolean
}
export type Page = { readonly url: string; readonly store: Store; close(): Promise<void> }

/** The page and its API over a store of its own with made-up data. */
export const startPage = async ({ port = 0, empty = false, ...size }: PageOptions = {}): Promise<Page> => {
  const folder = await mkdtemp(join(tmpdir(), 'plainsight-page-'))
  const store = await openStore({ path: join(folder, 'clickhouse') })
  if (!empty) await seedShop(store, { now: Date.now(), ...size })
  const app = Fastify()
  const root = join(import.meta.dirname, '../../dist/dashboard')
  await registerApi(app, { store, config: loadConfig({ env: {} }).config })
  await app.register(fastifyStatic, { root })
  app.setNotFoundHandler((_request, reply) => reply.sendFile('index.html'))
  const url = await app.listen({ port, host: '127.0.0.1' })
  return {
    url,
    store,
    close: async () => {
      await app.close()
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
