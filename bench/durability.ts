// Kills the hub under load, again and again, and counts what became of the spans: npm run bench:durability [rounds]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Round, runDurability } from '../test/store/durability.ts'

const rounds = Number(process.argv[2] ?? 100)
const folder = mkdtempSync(join(tmpdir(), 'plainsight-durability-'))

const columns = ['round', 'sent', 'acknowledged', 'found', 'lost', 'doubled'] as const
const toLine = (values: readonly (string | number)[]): string =>
  values.map((value) => String(value).padStart(13)).join('')
const toRow = (name: string | number, round: Round): string =>
  toLine([name, ...columns.slice(1).map((column) => round[column])])

const {
  rounds: all,
  total,
  rollup,
  traces,
} = await runDurability({
  folder,
  rounds,
  onRound: (round) => {
    if (process.stderr.isTTY) process.stderr.write(`\rkilled ${round} of ${rounds}`)
  },
})
rmSync(folder, { recursive: true })
if (process.stderr.isTTY) process.stderr.write('\n')
console.log(toLine(columns))
for (const round of all) console.log(toRow(round.round, round))
console.log(toRow('all', total))
console.log(`requests in the rollup ${rollup}, traces in the lookup table ${traces}`)
const kept = total.lost === 0 && total.doubled === 0 && rollup === total.found && traces === total.found
console.log(kept ? 'nothing lost, nothing twice' : 'BROKEN')
process.exitCode = kept ? 0 : 1
