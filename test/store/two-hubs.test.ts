import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { toSpanBlock } from './blocks.ts'
import { startClickHouse } from './clickhouse-http.ts'
import { createFolder } from './folders.ts'
import { countSpans, openTestStore } from './rig.ts'

test('Two hubs that start at once on a new server make the tables together and both write', async () => {
  const folder = createFolder()
  const server = await startClickHouse(join(folder, 'server'))
  onTestFinished(() => server.stop())
  const stores = await Promise.all([1, 2].map(() => openTestStore(folder, { url: `${server.url}/my-own%60name` })))
  for (const [index, store] of stores.entries()) {
    const path = join(folder, `${index}.native`)
    writeFileSync(path, toSpanBlock([{ spanId: `from-${index}` }]).bytes)
    await store.insertFile('otel_traces', path, `hub-${index}`)
  }
  for (const store of stores) expect(await countSpans(store)).toBe(2)
  const { rows } = await stores[0]!.query(
    'SELECT currentDatabase() AS name, (SELECT toInt32(sum(requests)) FROM request_rollup) AS requests',
  )
  expect(rows).toEqual([{ name: 'my-own`name', requests: 2 }])
})
