import type { FastifyInstance } from 'fastify'
import { PlainsightError } from '../errors.ts'
import type { JournalStats } from '../journal/journal.ts'
import type { Store } from '../store/store.ts'
import { version } from '../version.ts'

type Readiness = { readonly ready: boolean; readonly store: string; readonly journal: string }

const storeState = async (store: Store): Promise<string> => {
  try {
    await store.ping()
    return 'ok'
  } catch (error) {
    return error instanceof PlainsightError ? error.message : 'does not answer'
  }
}

/** `GET /healthz`: the process lives. `GET /readyz`: data can be taken and read; 503 with the reason when not. */
export const registerHealth = (
  app: FastifyInstance,
  { store, journalStats, journalMaxBytes }: { store: Store; journalStats: () => JournalStats; journalMaxBytes: number },
): void => {
  app.get('/healthz', async () => ({ name: 'plainsight', version, status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    const journal = journalStats().bytes < journalMaxBytes ? 'ok' : 'full: the store is behind or away'
    const readiness: Readiness = { store: await storeState(store), journal, ready: false }
    const ready = readiness.store === 'ok' && journal === 'ok'
    return reply.code(ready ? 200 : 503).send({ ...readiness, ready })
  })
}
