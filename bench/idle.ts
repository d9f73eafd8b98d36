// The cost of little traffic in an idle hub: CPU per record of five requests a second with ten spans each, compared
// with CPU per span under load, in one run. Usage: node bench/idle.ts [--seconds 60] [--dev]. Needs `npm run build`
// first. Linux only: it reads /proc.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { readHubCpuSeconds } from './hub-cost.ts'
import { startHubProcess } from './hub-process.ts'
import { createPostSpans } from './ingest/post-spans.ts'
import { createSpanBatches } from './ingest/span-batch.ts'

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, dev: { type: 'boolean' } } })
const ms = Number(values.seconds) * 1000
const port = 14320
const url = `http://127.0.0.1:${port}`
const agent = new Agent({ keepAlive: true, maxSockets: 4 })

const post = createPostSpans(url, agent)

/** CPU seconds that the hub uses while something runs, and how long that took. */
const measure = async (
  pid: number,
  run: () => Promise<number>,
): Promise<{ cpu: number; wall: number; records: number }> => {
  const before = { cpu: readHubCpuSeconds(pid), at: performance.now() }
  const records = await run()
  return { cpu: readHubCpuSeconds(pid) - before.cpu, wall: (performance.now() - before.at) / 1000, records }
}

const readInserted = async (): Promise<number> =>
  Number(/^plainsight_store_inserted_rows_total (\d+)/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1] ?? 0)

/** Full load for a while, until all records are in the store. */
const load = async (): Promise<number> => {
  const end = Date.now() + ms / 4
  const before = await readInserted()
  const taken = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const batches = createSpanBatches(512)
      let spans = 0
      while (Date.now() < end) {
        if ((await post(gzipSync(batches.next(), { level: 1 }))) === 200) spans += 512
        else await sleep(50)
      }
      return spans
    }),
  )
  const spans = taken.reduce((sum, each) => sum + each, 0)
  for (const started = Date.now(); Date.now() - started < 60_000 && (await readInserted()) - before < spans; )
    await sleep(200)
  return spans
}

const trickle = async (): Promise<number> => {
  const batches = createSpanBatches(10)
  const started = Date.now()
  let sent = 0
  for (; Date.now() - started < ms; sent++) {
    if ((await post(gzipSync(batches.next()))) !== 200) throw new Error('The hub does not take it')
    await sleep(Math.max(0, started + (sent + 1) * 200 - Date.now()))
  }
  return sent * 10
}

/**
 * The queries of an open requests view over the last 15 minutes: every five seconds, and once a minute the list of
 * services.
 */
const watch = async (signal: AbortSignal): Promise<void> => {
  for (let turn = 0; !signal.aborted; turn++) {
    const range = `from=${Date.now() - 900_000}&to=${Date.now()}`
    await Promise.all(
      [
        ...(turn % 12 === 0 ? [`services?${range}`] : []),
        ...(turn % 4 === 0 ? [`request-exemplars?${range}&step=30&minMs=1&maxMs=1000`] : []),
        `request-table?${range}&by=service`,
        `request-series?${range}`,
        `request-table?${range}&by=route`,
      ].map(async (question) => (await fetch(`${url}/api/query/private/${question}`)).text()),
    )
    await sleep(5_000, undefined, { signal }).catch(() => undefined)
  }
}

const startDev = async (dataDir: string): Promise<{ readonly pid: number; stop(): Promise<void> }> => {
  const main = join(import.meta.dirname, '../dist/cli/main.js')
  const args = [main, 'dev', '--port', String(port), '--data-dir', dataDir, '--', 'sleep', '3600']
  const child = spawn(process.execPath, args, { stdio: 'ignore' })
  while (
    !(await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    ))
  )
    await sleep(50)
  const stop = async (): Promise<void> => {
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await gone
  }
  return { pid: child.pid ?? 0, stop }
}

const main = async (): Promise<void> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'plainsight-idle-'))
  const hub = values.dev ? await startDev(dataDir) : await startHubProcess({ port, dataDir })
  const stopped = new AbortController()
  try {
    await sleep(5_000)
    const rest = await measure(hub.pid, () => sleep(ms / 2).then(() => 0))
    await post(gzipSync(createSpanBatches(10).next()))
    const trickled = await measure(hub.pid, trickle)
    const watching = watch(stopped.signal)
    const watched = await measure(hub.pid, trickle)
    stopped.abort()
    await watching
    const loaded = await measure(hub.pid, load)
    const share = ({ cpu, wall }: typeof rest): string => `${((cpu / wall) * 100).toFixed(2)} % of a core`
    const each = ({ cpu, records }: typeof rest): number => (cpu / records) * 1e6
    const ratio = (of: typeof rest): string => (each(of) / each(loaded)).toFixed(1)
    console.log(`at rest                ${share(rest)}`)
    console.log(`under load             ${each(loaded).toFixed(1)} us a span (${loaded.records} spans)`)
    console.log(
      `trickle, nobody reads  ${share(trickled)}, ${each(trickled).toFixed(0)} us a span: ${ratio(trickled)} times`,
    )
    console.log(
      `trickle, a page open   ${share(watched)}, ${each(watched).toFixed(0)} us a span: ${ratio(watched)} times`,
    )
  } finally {
    stopped.abort()
    await hub.stop()
    rmSync(dataDir, { recursive: true, force: true })
    agent.destroy()
  }
}

await main()
