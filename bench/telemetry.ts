// What `plainsight/telemetry` adds to the start of a product: import, creation and a check, in ms of time and of CPU.
// Usage: node bench/telemetry.ts [--runs 20]. Needs `npm run build:node` first.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

const { values } = parseArgs({ options: { runs: { type: 'string', default: '20' } } })
const built = pathToFileURL(join(import.meta.dirname, '../dist/telemetry/create-telemetry.js')).href

/** The receiver does not exist: another process sends the ping, and the product does not wait for it. */
const script = `const toCpu = ({ user, system }) => (user + system) / 1000
const [before, cpuBefore] = [performance.now(), process.cpuUsage()]
const { createTelemetry } = await import(${JSON.stringify(built)})
const telemetry = createTelemetry({ product: 'acme', version: '1.0.0', receiver: { endpoint: 'http://127.0.0.1:9' } })
const { outcome } = await telemetry.checkAndSend()
console.log(JSON.stringify([performance.now() - before, toCpu(process.cpuUsage(cpuBefore)), outcome]))`

type Cost = { readonly ms: number; readonly cpuMs: number }

const measure = (home: string, env: Readonly<Record<string, string>>, expected: string): Cost => {
  const options = { env: { PATH: process.env.PATH, HOME: home, ...env }, encoding: 'utf8' } as const
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], options)
  const [ms, cpuMs, outcome] = JSON.parse(output) as [number, number, string]
  if (outcome !== expected) throw new Error(`${outcome} instead of ${expected}`)
  return { ms, cpuMs }
}

const on = { ENABLE_TELEMETRY: 'true' }
/** As if a day had passed. */
const makeHealthDue = (home: string): void => {
  const path = join(home, '.local/state/acme/telemetry/marker.json')
  const marker = JSON.parse(readFileSync(path, 'utf8')) as object
  writeFileSync(path, JSON.stringify({ ...marker, nextHealthAt: new Date(0).toISOString() }))
}

const costs: Record<string, Cost[]> = {
  'off, as by default': [],
  'on, no ping is due': [],
  'on, the ping of the day is due': [],
  'on, the first ping of all is due': [],
}
for (let run = 0; run < Number(values.runs); run++) {
  const home = mkdtempSync(join(tmpdir(), 'plainsight-bench-'))
  costs['off, as by default']?.push(measure(home, {}, 'off'))
  costs['on, the first ping of all is due']?.push(measure(home, on, 'sent'))
  costs['on, no ping is due']?.push(measure(home, on, 'not-due'))
  makeHealthDue(home)
  costs['on, the ping of the day is due']?.push(measure(home, on, 'sent'))
  rmSync(home, { recursive: true })
}

const summarize = (numbers: readonly number[]): string => {
  const sorted = numbers.toSorted((a, b) => a - b)
  const median = sorted[Math.floor(sorted.length / 2)]
  return `${median?.toFixed(1)} (${sorted[0]?.toFixed(1)}–${sorted.at(-1)?.toFixed(1)})`
}

console.log('| telemetry | added ms, median (min–max) | CPU added ms |\n|---|---|---|')
for (const [name, all] of Object.entries(costs))
  console.log(`| ${name} | ${summarize(all.map(({ ms }) => ms))} | ${summarize(all.map(({ cpuMs }) => cpuMs))} |`)
