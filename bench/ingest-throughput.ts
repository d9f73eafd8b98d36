// Spans per second that one hub accepts durably and inserts into its store, with hub and load generator on this
// machine, as protobuf with gzip. Usage: node bench/ingest-throughput.ts [--seconds 60] [--batch 512] [--connections
// 4]. Needs `npm run build` first.
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { readHubCpuSeconds, readHubRssMiB } from './hub-cost.ts'
import { startHubProcess } from './hub-process.ts'
import { createPostSpans } from './ingest/post-spans.ts'
import { createSpanBatches } from './ingest/span-batch.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    batch: { type: 'string', default: '512' },
    connections: { type: 'string', default: '4' },
  },
})
const seconds = Number(values.seconds)
const batch = Number(values.batch)
const port = 14319
const url = `http://127.0.0.1:${port}`
const agent = new Agent({ keepAlive: true, maxSockets: Number(values.connections) })

const post = createPostSpans(url, agent)

/** Sends one batch after the other until the time is over; counts acknowledged and rejected spans. */
const sendUntil = async (
  end: number,
  batches: { next(): Buffer },
  count: { taken: number; refused: number },
): Promise<void> => {
  while (Date.now() < end) {
    const status = await post(gzipSync(batches.next(), { level: 1 }))
    if (status === 200) count.taken += batch
    else {
      count.refused += batch
      await sleep(50)
    }
  }
}

const readMetric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? ([\\d.e+]+)`, 'm').exec(text)?.[1] ?? 0)
}

/** Queries like the page, because inserts are delayed while there are no queries. */
const readLately = async (): Promise<void> => {
  await (await fetch(`${url}/api/query/private/services?from=${Date.now() - 60_000}&to=${Date.now()}`)).text()
}

const waitForStore = async (rows: number): Promise<number> => {
  for (const started = Date.now(); Date.now() - started < 120_000; await sleep(200)) {
    await readLately()
    if ((await readMetric('plainsight_store_inserted_rows_total')) >= rows) break
  }
  return readMetric('plainsight_store_inserted_rows_total')
}

const main = async (): Promise<void> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'plainsight-bench-'))
  const hub = await startHubProcess({ port, dataDir })
  const pid = hub.pid
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, readHubRssMiB(pid))
  }, 500)
  try {
    const idle = readHubRssMiB(pid)
    const before = { cpu: readHubCpuSeconds(pid), own: process.cpuUsage() }
    const started = Date.now()
    const count = { taken: 0, refused: 0 }
    await Promise.all(
      Array.from({ length: Number(values.connections) }, () =>
        sendUntil(started + seconds * 1000, createSpanBatches(batch), count),
      ),
    )
    const sent = (Date.now() - started) / 1000
    const stored = await waitForStore(count.taken)
    const whole = (Date.now() - started) / 1000
    const own = process.cpuUsage(before.own)
    console.log(
      `acknowledged ${count.taken} spans in ${sent.toFixed(1)} s: ${Math.round(count.taken / sent)} spans/s; refused ${count.refused}`,
    )
    console.log(`in the store ${stored} after ${whole.toFixed(1)} s: ${Math.round(stored / whole)} spans/s`)
    console.log(
      `hub CPU ${(((readHubCpuSeconds(pid) - before.cpu) / count.taken) * 1e6).toFixed(2)} us a span, load generator ${((own.user + own.system) / count.taken).toFixed(2)} us a span`,
    )
    console.log(`hub RSS idle ${idle.toFixed(0)} MiB, peak ${peak.toFixed(0)} MiB`)
  } finally {
    clearInterval(watch)
    await hub.stop()
    rmSync(dataDir, { recursive: true, force: true })
    agent.destroy()
  }
}

await main()
