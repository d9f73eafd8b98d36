// How long every question of the page takes at millions of spans and log lines, asked over HTTP of a real hub.
// Usage: node bench/queries.ts [--millions 10] [--minutes 1440] [--runs 20] [--data folder]. Needs `npm run build` first.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openStore } from '../src/store/open-store.ts'
import { readRssMiB } from './agent/cpu.ts'
import { startHubProcess } from './hub-process.ts'
import { fillStore } from './queries/fill-store.ts'

const { values } = parseArgs({
  options: {
    millions: { type: 'string', default: '10' },
    minutes: { type: 'string', default: '1440' },
    runs: { type: 'string', default: '20' },
    data: { type: 'string' },
  },
})
const rows = Number(values.millions) * 1e6
const minutes = Number(values.minutes)
const port = 14320
const url = `http://127.0.0.1:${port}`

/** Fills the folder once; a second run with the same `--data` finds it full. Returns the time that the data ends. */
const provideData = async (folder: string): Promise<number> => {
  const note = join(folder, 'filled.json')
  if (existsSync(note)) return (JSON.parse(readFileSync(note, 'utf8')) as { now: number }).now
  const now = Date.now()
  const store = await openStore({ path: join(folder, 'clickhouse') })
  const started = performance.now()
  const filled = await fillStore(store, { now, minutes, spans: rows, logs: rows })
  await store.close()
  console.log(
    `filled with ${filled.spans} spans and ${filled.logs} log lines in ${((performance.now() - started) / 1000).toFixed(0)} s`,
  )
  writeFileSync(note, JSON.stringify({ now }))
  return now
}

type Asked = readonly [question: string, params: Readonly<Record<string, string | number>>]

/** What the views ask when they are opened and used, over the last hour and over all there is. */
const createQuestions = (now: number, traceId: string): readonly Asked[] => {
  const ranges = [60, minutes].map((length) => ({ from: now - length * 60_000, to: now }))
  const perRange = ranges.flatMap((range): Asked[] => [
    ['services', range],
    ['request-table', { ...range, by: 'service' }],
    ['request-table', { ...range, by: 'route', service: 'shop' }],
    ['request-series', { ...range, service: 'shop' }],
    ['runtime-series', { ...range, service: 'shop' }],
    ['metric-list', range],
    ['metric-series', { ...range, metric: 'http.server.request.duration', kind: 'histogram', aggregation: 'p95' }],
    ['traces-search', range],
    ['traces-search', { ...range, service: 'shop', route: '/orders' }],
    ['traces-search', { ...range, status: 'error' }],
    ['traces-search', { ...range, q: 'order.id:none' }],
    ['traces-search', { ...range, minMs: 2000 }],
    ['traces-durations', range],
    ['traces-durations', { ...range, service: 'shop', status: 'error' }],
    ['traces-facets', range],
    ['logs-search', range],
    ['logs-search', { ...range, q: '"connection reset" region:eu' }],
    ['logs-search', { ...range, q: 'nowhere-to-be-found' }],
    ['logs-search', { ...range, severity: 'error', service: 'service-3' }],
    ['logs-histogram', range],
    ['logs-histogram', { ...range, q: 'declined' }],
    ['logs-facets', range],
  ])
  return [...perRange, ['trace-detail', { traceId }], ['trace-logs', { traceId }]]
}

const ask = async ([question, params]: Asked): Promise<{ ms: number; bytes: number; body: string }> => {
  const query = new URLSearchParams(
    Object.entries(params).map(([key, value]) => [key, String(value)] as [string, string]),
  )
  const started = performance.now()
  const answer = await fetch(`${url}/api/query/private/${question}?${query}`)
  const body = await answer.text()
  if (!answer.ok) throw new Error(`${question}: ${body}`)
  return { ms: performance.now() - started, bytes: body.length, body }
}

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN

const describe = ([question, params]: Asked): string => {
  const { from, to, ...rest } = params
  const hours = from === undefined ? '' : ` ${Math.round((Number(to) - Number(from)) / 3_600_000)} h`
  return `${question}${hours}${Object.entries(rest)
    .filter(([key]) => key !== 'traceId')
    .map(([key, value]) => ` ${key}=${value}`)
    .join('')}`
}

const measure = async (asked: Asked): Promise<void> => {
  for (let run = 0; run < 2; run++) await ask(asked)
  const times: number[] = []
  let bytes = 0
  for (let run = 0; run < Number(values.runs); run++) {
    const answer = await ask(asked)
    times.push(answer.ms)
    bytes = answer.bytes
  }
  times.sort((a, b) => a - b)
  console.log(
    `| ${describe(asked)} | ${quantile(times, 0.5).toFixed(0)} | ${quantile(times, 0.95).toFixed(0)} | ${(bytes / 1024).toFixed(0)} |`,
  )
}

const main = async (): Promise<void> => {
  const folder = values.data ?? mkdtempSync(join(tmpdir(), 'plainsight-queries-'))
  mkdirSync(folder, { recursive: true })
  const now = await provideData(folder)
  const hub = await startHubProcess({ port, dataDir: folder })
  try {
    const { body } = await ask(['traces-search', { from: now - 3_600_000, to: now, service: 'shop', limit: 1 }])
    const traceId = (JSON.parse(body) as { traces: { traceId: string }[] }).traces[0]?.traceId ?? ''
    console.log('| question | p50 ms | p95 ms | kB |\n|---|---|---|---|')
    for (const asked of createQuestions(now, traceId)) await measure(asked)
    console.log(`hub RSS ${readRssMiB(hub.pid).toFixed(0)} MiB`)
  } finally {
    await hub.stop()
    if (!values.data) rmSync(folder, { recursive: true, force: true })
  }
}

await main()
