// What the hook adds to the start of a process: time and CPU from the start of the process to the first line of the
// app, and to a listening Express server. Usage: node bench/start-up.ts [--runs 20]. Runs with and without the hook
// alternate. Needs `npm run build` first.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const { values } = parseArgs({ options: { runs: { type: 'string', default: '20' } } })
const root = join(import.meta.dirname, '..')
const register = join(root, 'dist/agent/register.cjs')

const report =
  'process.stdout.write(JSON.stringify([performance.now(), process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000]))'
const scripts = {
  'first line of the app': `${report}; process.kill(process.pid, 'SIGKILL')`,
  'an Express server listens': `require('express')().listen(0, '127.0.0.1', () => { ${report}; process.kill(process.pid, 'SIGKILL') })`,
} as const

const run = (script: string, flags: readonly string[]): readonly [ms: number, cpu: number] => {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, OTEL_EXPORTER_PROMETHEUS_PORT: '0' }
  try {
    execFileSync(process.execPath, [...flags, '-e', script], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] })
  } catch (error) {
    return JSON.parse(String((error as { stdout: Buffer }).stdout)) as [number, number]
  }
  throw new Error('The script did not end as it should')
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN

console.log('| until | without | with the hook | added | CPU added |\n|---|---|---|---|---|')
for (const [name, script] of Object.entries(scripts)) {
  const runs = Array.from(
    { length: Number(values.runs) },
    () => [run(script, []), run(script, ['--require', register])] as const,
  )
  const [bare, hooked] = [runs.map(([plain]) => plain[0]), runs.map(([, watched]) => watched[0])].map(median) as [
    number,
    number,
  ]
  const cpu = median(runs.map(([plain, watched]) => watched[1] - plain[1]))
  console.log(
    `| ${name} | ${bare.toFixed(0)} ms | ${hooked.toFixed(0)} ms | ${(hooked - bare).toFixed(0)} ms | ${cpu.toFixed(0)} ms |`,
  )
}
