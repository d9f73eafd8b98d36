import type { FastifyInstance } from 'fastify'
import type { Config } from '../config/schema.ts'
import { PlainsightError } from '../errors.ts'
import type { Journal } from '../journal/journal.ts'
import type { Store } from '../store/store.ts'
import { version } from '../version.ts'

/** The reason may name the user's servers: if a token protects the data, it stays in the log. */
const storeState = async (store: Store, isGuarded: boolean): Promise<string> => {
  try {
    await store.ping()
    return 'ok'
  } catch (error) {
    return error instanceof PlainsightError && !isGuarded ? error.message : 'does not answer'
  }
}

const routeConfig = { access: 'public', cors: true, linkable: true } as const

/** `GET /healthz`: the process runs. `GET /readyz`: data can be accepted and read; otherwise 503 with the reason. */
export const registerHealth = (
  app: FastifyInstance,
  { store, journal, config }: { store: Store; journal: Journal; config: Config },
): void => {
  app.get('/healthz', { config: routeConfig }, async () => ({
    name: 'plainsight',
    version,
    status: 'ok',
    time: new Date().toISOString(),
  }))
  app.get('/readyz', { config: routeConfig }, async (_request, reply) => {
    const full = journal.stats().bytes >= config.hub.journalMaxBytes
    const state = {
      store: await storeState(store, config.hub.token !== undefined),
      journal: full ? 'full: the store is slow or unavailable' : 'ok',
    }
    const ready = state.store === 'ok' && state.journal === 'ok'
    return reply.code(ready ? 200 : 503).send({ ready, ...state })
  })
}
