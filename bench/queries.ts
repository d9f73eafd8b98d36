// Duration of every query of the page with millions of spans and log lines, over HTTP from a real hub. Usage: node
// bench/queries.ts [--millions 10] [--minutes 1440] [--hours 1,24,168] [--runs 10] [--only pattern] [--data folder].
// With --data the folder is filled once and kept: later runs measure at once. --only: queries whose line matches, for
// example `24 h.*facets`. Needs `npm run build` first.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openStore } from '../src/store/open-store.ts'
import { readHubRssMiB } from './hub-cost.ts'
import { startHubProcess } from './hub-process.ts'
import { fillStore } from './queries/fill-store.ts'
import { createPageQuestions, type OpenTrace, type PageQuestion } from './queries/page-questions.ts'

const { values } = parseArgs({
  options: {
    millions: { type: 'string', default: '10' },
    minutes: { type: 'string', default: '1440' },
    hours: { type: 'string', default: '1,24,168' },
    runs: { type: 'string', default: '10' },
    only: { type: 'string', default: '' },
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

type Answer = {
  readonly complete?: boolean
  readonly reachedMs?: number
  readonly windowMs?: number
  readonly next?: string | null
} & {
  readonly [rows in 'traces' | 'lines']?: readonly unknown[]
}

const ask = async (question: string, params: Readonly<Record<string, string | number>>) => {
  const query = new URLSearchParams(
    Object.entries(params).map(([key, value]) => [key, String(value)] as [string, string]),
  )
  const started = performance.now()
  const answer = await fetch(`${url}/api/query/private/${question}?${query}`)
  const body = await answer.text()
  if (!answer.ok) throw new Error(`${question}: ${body}`)
  return { ms: performance.now() - started, bytes: body.length, answer: JSON.parse(body) as Answer }
}

/** Maximum number of partial responses for one range. */
const maxParts = 100

/**
 * Queries like the page: an incomplete response is followed by the next query, until there are enough rows or the range
 * is read. Returns the duration of each response.
 */
const walk = async (asked: PageQuestion, run: number): Promise<{ times: number[]; bytes: number }> => {
  const params = asked.params(run)
  const times: number[] = []
  let [more, rows, bytes] = [{}, 0, 0]
  for (let part = 0; part < maxParts; part++) {
    const { ms, answer, ...got } = await ask(asked.question, { ...params, ...more })
    times.push(ms)
    bytes += got.bytes
    rows += (asked.rowsOf && answer[asked.rowsOf]?.length) || 0
    if (asked.least !== undefined) {
      if (rows >= asked.least || answer.next === null) break
      more = { before: answer.next, windowMs: answer.windowMs }
    } else {
      if (answer.complete !== false) break
      more = { to: answer.reachedMs, windowMs: answer.windowMs }
    }
  }
  return { times, bytes }
}

const quantile = (values: readonly number[], q: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN
}

const measure = async (asked: PageQuestion): Promise<string> => {
  await walk(asked, 0)
  const walks: { times: number[]; bytes: number }[] = []
  for (let run = 1; run <= Number(values.runs); run++) walks.push(await walk(asked, run))
  const first = walks.map(({ times }) => times[0] ?? 0)
  const each = walks.flatMap(({ times }) => times)
  const whole = walks.map(({ times }) => times.reduce((sum, ms) => sum + ms, 0))
  const parts = walks.map(({ times }) => times.length)
  const kB = walks.map(({ bytes }) => bytes / 1024)
  return [quantile(first, 0.5), quantile(each, 0.95), quantile(parts, 0.5), quantile(whole, 0.5), quantile(kB, 0.5)]
    .map((value) => value.toFixed(0))
    .join(' | ')
}

const findTrace = async (now: number): Promise<OpenTrace> => {
  const { answer } = await ask('traces-search', { from: now - 3_600_000, to: now, service: 'shop', limit: 1 })
  const [trace] = (answer.traces ?? []) as { traceId: string; matched: { spanId: string } }[]
  if (!trace) throw new Error('The last hour holds no trace')
  return { traceId: trace.traceId, spanId: trace.matched.spanId }
}

const main = async (): Promise<void> => {
  const folder = values.data ?? mkdtempSync(join(tmpdir(), 'plainsight-queries-'))
  mkdirSync(folder, { recursive: true })
  const now = await provideData(folder)
  const hub = await startHubProcess({ port, dataDir: folder })
  const wanted = new RegExp(values.only)
  try {
    const hours = values.hours.split(',').map(Number)
    console.log(
      '| question | over | | first p50 ms | each p95 ms | answers | whole ms | kB |\n|---|---|---|---|---|---|---|---|',
    )
    for (const { title, questions } of createPageQuestions(now, hours, await findTrace(now))) {
      for (const asked of questions) {
        const line = `| ${asked.question} | ${title} | ${asked.shown} |`
        if (wanted.test(line)) console.log(`${line} ${await measure(asked)} |`)
      }
    }
    console.log(`hub RSS ${readHubRssMiB(hub.pid).toFixed(0)} MiB`)
  } finally {
    await hub.stop()
    if (!values.data) rmSync(folder, { recursive: true, force: true })
  }
}

await main()
