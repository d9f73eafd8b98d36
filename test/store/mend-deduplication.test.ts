import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStore } from '../../src/store/open-store.ts'
import type { Store } from '../../src/store/store.ts'
import { toSpanBlock } from './blocks.ts'
import { createFolder } from './folders.ts'

const tables = ['otel_traces', 'otel_traces_trace_id_ts', 'request_rollup', 'entry_spans'] as const

/** Runs a step with the store open, as one life of a hub. */
const live = async <T>(folder: string, step: (store: Store) => Promise<T>): Promise<T> => {
  const store = await openStore({ path: join(folder, 'clickhouse') })
  try {
    return await step(store)
  } finally {
    await store.close()
  }
}

const countAll = async (store: Store): Promise<unknown> => {
  const { rows } = await store.query(
    `SELECT (SELECT toInt32(count()) FROM otel_traces) AS spans, (SELECT toInt32(count()) FROM otel_traces_trace_id_ts) AS traces,
      (SELECT toInt32(sum(requests)) FROM request_rollup) AS requests, (SELECT toInt32(count()) FROM entry_spans) AS entries`,
  )
  return rows[0]
}

const findFolder = async (store: Store, table: string): Promise<string> => {
  const { rows } = await store.query<{ path: string }>(
    'SELECT data_paths[1] AS path FROM system.tables WHERE database = currentDatabase() AND name = {table:String}',
    { params: { table } },
  )
  return rows[0]!.path
}

test.each(tables)('A kill after the engine noted a block and before %s had it loses nothing', async (table) => {
  const folder = createFolder()
  const file = join(folder, 'spans.native')
  writeFileSync(
    file,
    toSpanBlock([
      { spanId: 'a', traceId: 'x' },
      { spanId: 'b', traceId: 'y' },
    ]).bytes,
  )
  const path = await live(folder, async (store) => {
    await store.insertFile('otel_traces', file, 'once')
    return findFolder(store, table)
  })
  const parts = readdirSync(path).filter((name) => /_\d+_\d+_\d+$/.test(name))
  for (const part of parts) rmSync(join(path, part), { recursive: true })
  await live(folder, async (store) => {
    await store.insertFile('otel_traces', file, 'once')
    expect(await countAll(store)).toEqual({ spans: 2, traces: 2, requests: 2, entries: 2 })
  })
})

test('A note that was torn is cut off, and what was merged is still known', async () => {
  const folder = createFolder()
  const insert = async (store: Store, token: string): Promise<void> => {
    const file = join(folder, `${token}.native`)
    writeFileSync(file, toSpanBlock([{ spanId: token, traceId: token }]).bytes)
    await store.insertFile('otel_traces', file, token)
  }
  const path = await live(folder, async (store) => {
    for (const token of ['one', 'two', 'three']) await insert(store, token)
    for (const table of tables) await store.command(`OPTIMIZE TABLE ${table} FINAL`)
    return findFolder(store, 'otel_traces')
  })
  const logs = join(path, 'deduplication_logs')
  const log = join(logs, readdirSync(logs).sort().at(-1)!)
  const before = readFileSync(log, 'utf8')
  appendFileSync(log, '1\t2026')
  await live(folder, async (store) => {
    expect(readFileSync(log, 'utf8')).toBe(before)
    for (const token of ['one', 'two', 'three', 'four']) await insert(store, token)
    expect(await countAll(store)).toEqual({ spans: 4, traces: 4, requests: 4, entries: 4 })
  })
})
