import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { type ConfigInput, loadConfig } from '../../src/config/load.ts'
import { createReceivers } from '../../src/ingest/create-receivers.ts'
import { registerOtlp } from '../../src/ingest/http/register-otlp.ts'
import { createIngestCounters, type IngestCounters } from '../../src/ingest/ingest-counters.ts'
import type { Sink } from '../../src/row-block.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { Store } from '../../src/store/store.ts'
import type { JournaledTable } from '../../src/tables.ts'
import { keepForEver, keepRecords } from '../store/keep-for-ever.ts'

export type Row = Readonly<Record<string, unknown>>

/** The OTLP endpoints in front of a real engine, without journal: a block is in its table when the answer is there. */
export type Door = {
  readonly app: FastifyInstance
  readonly store: Store
  readonly counters: IngestCounters
  /** Address that listens on a free port, for real SDKs. */
  readonly listen: () => Promise<string>
  readonly post: (path: string, body: Buffer | string, headers?: Readonly<Record<string, string>>) => Promise<Answer>
  readonly rows: (table: JournaledTable, where?: string) => Promise<Row[]>
  readonly empty: () => Promise<void>
  readonly close: () => Promise<void>
}

type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: Buffer
}

export type DoorStore = {
  readonly store: Store
  /** Puts Native blocks into a table. */
  readonly insert: (table: JournaledTable, bytes: Uint8Array) => Promise<void>
  readonly close: () => Promise<void>
}

/** One engine for many doors: opening it is the slow part. */
export const openDoorStore = async (): Promise<DoorStore> => {
  const folder = await mkdtemp(join(tmpdir(), 'plainsight-ingest-'))
  const store = await openStore({ path: join(folder, 'clickhouse') })
  await keepForEver(store)
  let files = 0
  return {
    store,
    insert: async (table, bytes) => {
      const path = join(folder, `${files++}.native`)
      await writeFile(path, bytes)
      await store.insertFile(table, path, `test-${path}`)
      await rm(path)
    },
    close: async () => {
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const createStoreSink = ({ insert }: DoorStore): Sink => ({ append: (block) => insert(block.table, block.bytes) })

export const openDoor = (
  shared: DoorStore,
  hub: ConfigInput['hub'] = {},
  sink: Sink = createStoreSink(shared),
): Door => {
  const { config } = loadConfig({ code: { hub: { ...keepRecords, ...hub } } })
  const counters = createIngestCounters()
  const app = Fastify()
  const used = new Set<JournaledTable>()
  const noted: Sink = {
    append: (block) => {
      used.add(block.table)
      return sink.append(block)
    },
  }
  registerOtlp(app, { receivers: createReceivers({ sink: noted, config, counters, log: app.log }), limits: config.hub })
  const { store } = shared
  return {
    app,
    store,
    counters,
    listen: () => app.listen({ port: 0, host: '127.0.0.1' }),
    post: async (url, body, headers = { 'content-type': 'application/x-protobuf' }) => {
      const answer = await app.inject({ method: 'POST', url, headers, payload: body })
      return { status: answer.statusCode, headers: answer.headers, body: answer.rawPayload }
    },
    rows: async (table, where = '1') => (await store.query<Row>(`SELECT * FROM ${table} WHERE ${where}`)).rows,
    empty: async () => {
      for (const table of used) await store.command(`TRUNCATE TABLE ${table}`)
      used.clear()
    },
    close: async () => app.close(),
  }
}
