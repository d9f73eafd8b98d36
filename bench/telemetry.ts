// What `plainsight/telemetry` adds to the start of a product: import, creation and a check, in ms of a process of its
// own. Usage: node bench/telemetry.ts [--runs 20]. Needs `npm run build:node` first.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

const { values } = parseArgs({ options: { runs: { type: 'string', default: '20' } } })
const built = pathToFileURL(join(import.meta.dirname, '../dist/telemetry/create-telemetry.js')).href

/** Nobody listens at the receiver: the ping is sent by another process, whose end no product waits for. */
const script = `const before = performance.now()
const { createTelemetry } = await import(${JSON.stringify(built)})
const telemetry = createTelemetry({ product: 'acme', version: '1.0.0', receiver: { endpoint: 'http://127.0.0.1:9' } })
const { outcome } = await telemetry.checkAndSend()
console.log(JSON.stringify([performance.now() - before, outcome]))`

const measure = (home: string, env: Readonly<Record<string, string>>, expected: string): number => {
  const options = { env: { PATH: process.env.PATH, HOME: home, ...env }, encoding: 'utf8' } as const
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], options)
  const [ms, outcome] = JSON.parse(output) as [number, string]
  if (outcome !== expected) throw new Error(`${outcome} instead of ${expected}`)
  return ms
}

const on = { ENABLE_TELEMETRY: 'true' }
const times: Record<string, number[]> = { 'off, as by default': [], 'on, a ping is due': [], 'on, no ping is due': [] }
for (let run = 0; run < Number(values.runs); run++) {
  const home = mkdtempSync(join(tmpdir(), 'plainsight-bench-'))
  times['off, as by default']?.push(measure(home, {}, 'off'))
  times['on, a ping is due']?.push(measure(home, on, 'sent'))
  times['on, no ping is due']?.push(measure(home, on, 'not-due'))
  rmSync(home, { recursive: true })
}

console.log('| telemetry | added ms, median (min–max) |\n|---|---|')
for (const [name, all] of Object.entries(times)) {
  const sorted = all.toSorted((a, b) => a - b)
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  console.log(`| ${name} | ${median.toFixed(1)} (${sorted[0]?.toFixed(1)}–${sorted.at(-1)?.toFixed(1)}) |`)
}
