// Time until a new user sees a trace: from `plainsight dev -- node app.js` to the first trace in the page's API, with
// the engine installed. Usage: node bench/first-trace.ts [--runs 5]. Needs `npm run build` first.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' } } })
const cli = join(import.meta.dirname, '../dist/cli/main.js')
const app = `require('node:http').createServer((request, response) => response.end('ok')).listen(0, '127.0.0.1', function () { console.log('PORT ' + this.address().port) })`

const until = async <T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> => {
  for (const started = Date.now(); Date.now() - started < 30_000; await sleep(10)) {
    const found = await look()
    if (found !== undefined) return found
  }
  throw new Error('It never came')
}

const hasTrace = async (hub: string): Promise<true | undefined> => {
  const range = `from=${Date.now() - 60_000}&to=${Date.now() + 60_000}`
  const answer = await fetch(`${hub}/api/query/private/traces-search?${range}`).catch(() => undefined)
  const { traces = [] } = answer?.ok ? ((await answer.json()) as { traces: unknown[] }) : {}
  return traces.length > 0 || undefined
}

const measure = async (): Promise<number> => {
  const cwd = mkdtempSync(join(tmpdir(), 'plainsight-first-'))
  writeFileSync(join(cwd, 'app.js'), app)
  const started = performance.now()
  const dev = spawn(process.execPath, [cli, 'dev', '--port', '0', '--', 'node', 'app.js'], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [dev.stdout, dev.stderr]) {
    stream.on('data', (chunk) => {
      text += chunk
    })
  }
  try {
    const hub = await until(() => /page is at (\S+)/.exec(text)?.[1])
    const port = await until(() => /PORT (\d+)/.exec(text)?.[1])
    await (await fetch(`http://127.0.0.1:${port}/`)).text()
    await until(() => hasTrace(hub))
    return performance.now() - started
  } finally {
    const gone = new Promise((resolve) => dev.once('exit', resolve))
    dev.kill('SIGTERM')
    await gone
    rmSync(cwd, { recursive: true, force: true, maxRetries: 5 })
  }
}

const times: number[] = []
for (let run = 0; run < Number(values.runs); run++) times.push(await measure())
times.sort((a, b) => a - b)
console.log(
  `first trace after ${(times[Math.floor(times.length / 2)] ?? 0).toFixed(0)} ms (${times.map((ms) => ms.toFixed(0)).join(', ')})`,
)
