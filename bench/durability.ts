// Kills the hub, its engine or both under load of all signals, again and again, and counts lost and duplicated records:
// npm run bench:durability [rounds]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runDurability } from '../test/store/durability.ts'
import { type Tally, toTotal } from '../test/store/durability-count.ts'

const rounds = Number(process.argv[2] ?? 100)
const folder = mkdtempSync(join(tmpdir(), 'plainsight-durability-'))

const columns = ['sent', 'acknowledged', 'found', 'lost', 'doubled'] as const
const toLine = (name: string | number, values: readonly (string | number)[]): string =>
  String(name).padEnd(36) + values.map((value) => String(value).padStart(13)).join('')
const toRow = (name: string | number, tally: Tally): string =>
  toLine(
    name,
    columns.map((column) => tally[column]),
  )

const result = await runDurability({
  folder,
  rounds,
  onRound: (round) => {
    if (process.stderr.isTTY) process.stderr.write(`\rkilled ${round} of ${rounds}`)
  },
})
rmSync(folder, { recursive: true })
if (process.stderr.isTTY) process.stderr.write('\n')
console.log(toLine('round', columns))
for (const round of result.rounds) console.log(toRow(round.round, round))
console.log(toLine('\ntable', columns))
for (const table of result.tables) console.log(toRow(table.table, table))
const total = toTotal(result.tables)
console.log(toRow('all', total))
console.log(
  `requests in the rollup ${result.rollup}, traces in the lookup table ${result.traces}, entry spans ${result.entries}`,
)
const waits = result.backMs.toSorted((a, b) => a - b).map(Math.round)
console.log(`page back after a kill of the engine: median ${waits[waits.length >> 1]} ms, max ${waits.at(-1)} ms`)
const spans = result.tables.find(({ table }) => table === 'otel_traces')?.found
const copies = [result.rollup, result.traces, result.entries]
const kept = total.lost === 0 && total.doubled === 0 && copies.every((copy) => copy === spans)
console.log(kept ? 'nothing lost, nothing twice' : 'BROKEN')
process.exitCode = kept ? 0 : 1
