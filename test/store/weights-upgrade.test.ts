import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { migrate } from '../../src/store/migrate.ts'
import { toStatements } from '../../src/store/split-statements.ts'
import type { Store } from '../../src/store/store.ts'
import { root } from '../root.ts'
import { type TestSpan, toSpanBlock } from './blocks.ts'
import { createFolder } from './folders.ts'
import { openTestStore } from './rig.ts'

const migrations = join(root, 'src/store/migrations')
const first = '0018_weights.sql'

/** Makes the tables as they were before weights, with the ledger that says so. */
const makeOldTables = async (store: Store): Promise<void> => {
  await store.command('DROP DATABASE plainsight')
  await store.command('CREATE DATABASE plainsight')
  await store.command(
    'CREATE TABLE schema_migrations (name String, applied_at DateTime64(3) DEFAULT now64(3)) ENGINE = ReplacingMergeTree ORDER BY name',
  )
  for (const name of readdirSync(migrations).filter((file) => file.endsWith('.sql') && file < first)) {
    for (const statement of toStatements(readFileSync(join(migrations, name), 'utf8'))) await store.command(statement)
    await store.command(`INSERT INTO schema_migrations (name) VALUES ('${name}')`)
  }
}

const toSpans = (count: number, span: Omit<TestSpan, 'spanId'>): TestSpan[] =>
  Array.from({ length: count }, (_, index) => ({ ...span, spanId: `${span.service}-${index}`, traceId: `${index}` }))

test('A store of the version before counts what it held as before, what comes now by its weight, and a repeated segment once', async () => {
  const folder = createFolder()
  const store = await openTestStore(folder)
  const insert = async (token: string, spans: readonly TestSpan[]): Promise<void> => {
    const file = join(folder, `${token}.native`)
    writeFileSync(file, toSpanBlock(spans).bytes)
    await store.insertFile('otel_traces', file, token)
  }
  const before = [
    ...toSpans(3, { service: 'plain' }),
    ...toSpans(3, { service: 'rated', attributes: { SampleRate: '5' } }),
  ]
  const now = [
    ...toSpans(2, { service: 'plain' }),
    ...toSpans(2, { service: 'rated', attributes: { SampleRate: '5' } }),
    ...toSpans(2, { service: 'thresholds', traceState: 'ot=th:c' }),
  ]
  await makeOldTables(store)
  await insert('before', before)
  expect(await migrate(store)).toContain(first)
  // The hub was killed before it could remove the segment, and brings it again.
  await insert('before', before)
  await insert('now', now)
  await insert('now', now)
  await store.command('OPTIMIZE TABLE request_rollup FINAL')
  const counts = async (sql: string): Promise<unknown> => (await store.query(sql)).rows
  const expected = [
    { service: 'plain', requests: '5' },
    { service: 'rated', requests: '25' },
    { service: 'thresholds', requests: '8' },
  ]
  for (const [table, service, weight] of [
    ['request_rollup', 'service', 'requests'],
    ['entry_spans', 'ServiceName', 'Weight'],
    ['user_activity', 'service', 'sample_weight'],
  ])
    expect(
      await counts(
        `SELECT ${service} AS service, sum(${weight}) AS requests FROM ${table} GROUP BY service ORDER BY service`,
      ),
      table,
    ).toEqual(expected)
  // How many spans older requests came from is not known: they are taken for all of them.
  expect(
    await counts('SELECT service, sum(spans) AS spans FROM request_rollup GROUP BY service ORDER BY service'),
  ).toEqual([
    { service: 'plain', spans: '5' },
    { service: 'rated', spans: '17' },
    { service: 'thresholds', spans: '2' },
  ])
})
