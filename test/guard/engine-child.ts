import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { openStore } from '../../src/store/open-store.ts'

// Runs each statement that comes on stdin, as one line of JSON, and writes how it ended.
const folder = mkdtempSync(join(tmpdir(), 'plainsight-engine-'))
const store = await openStore({ path: folder })
// The parent may kill this process at any time; the engine keeps its files open.
rmSync(folder, { recursive: true, force: true })
process.stdout.write('ready\n')
for await (const line of createInterface({ input: process.stdin })) {
  const sql = JSON.parse(line) as string
  const outcome = await store.query(sql).then(
    () => 'answered',
    () => 'failed',
  )
  process.stdout.write(`${outcome}\n`)
}
process.exit()
