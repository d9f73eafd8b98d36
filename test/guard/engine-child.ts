import { createInterface } from 'node:readline'
import { openArena } from './arena.ts'

// Checks and runs each statement that comes on stdin, as one line of JSON, and writes how it ended. Whoever started it
// may kill it at any time.
const outcomes: Readonly<Record<string, string>> = { SQL_REFUSED: 'refused', ENGINE_RESTARTING: 'crashed' }

const arena = await openArena({ timeoutMs: 60_000 })
process.stdout.write('ready\n')
for await (const line of createInterface({ input: process.stdin })) {
  const sql = JSON.parse(line) as string
  const outcome = await arena.ask(sql).then(
    () => 'answered',
    ({ code }) => outcomes[code as string] ?? 'failed',
  )
  process.stdout.write(`${outcome}\n`)
}
await arena.close()
process.exit()
