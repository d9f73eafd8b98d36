// How long each dashboard takes over seven days of the demo's data: node bench/dashboards.ts [parts of a week's rows,
// default 1] Loki is measured only if Docker runs its image (PLAINSIGHT_STACK=docker); otherwise its panels are
// omitted.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../src/store/open-store.ts'
import { findFreePort } from '../test/free-port.ts'
import { portOf } from '../test/grafana/places.ts'
import { type QueryResult, runAllQueries } from '../test/grafana/run-queries.ts'
import { startPrometheus } from '../test/grafana/small-stack.ts'
import { startLoki } from '../test/loki/start-loki.ts'
import { providePrograms } from '../test/stack/programs/build.ts'
import { usesDocker } from '../test/stack/tools.ts'
import { startClickHouse } from '../test/store/clickhouse-http.ts'
import { insertEvenly } from './dashboards/insert-evenly.ts'
import { writeWeekOfLogs } from './dashboards/week-of-logs.ts'
import { writeWeekOfMetrics } from './dashboards/week-of-metrics.ts'
import { toInsertOfStoredLogs } from './dashboards/week-of-stored-logs.ts'
import { toInsertOfTraces } from './dashboards/week-of-traces.ts'

const week = 7 * 86_400
const share = Number(process.argv[2] ?? 1)
const spans = Math.round(week * 7 * share)
const lines = Math.round(week * 6 * share)

const folder = mkdtempSync(join(tmpdir(), 'plainsight-dashboards-'))
const started: { stop(): Promise<void> }[] = []
const keep = <P extends { stop(): Promise<void> }>(part: P): P => {
  started.push(part)
  return part
}

const timed = async <T>(what: string, run: () => Promise<T>): Promise<T> => {
  const begin = performance.now()
  const result = await run()
  console.log(`${what}: ${((performance.now() - begin) / 1000).toFixed(1)} s`)
  return result
}

const describe = (results: readonly QueryResult[]): string => {
  const slowest = results.toSorted((a, b) => b.milliseconds - a.milliseconds)[0]
  const all = results.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  return `${String(results.length).padStart(3)} queries, one after another ${Math.round(all)} ms, slowest ${Math.round(slowest?.milliseconds ?? 0)} ms (${slowest?.panel})`
}

const report = (results: readonly QueryResult[]): void => {
  for (const dashboard of new Set(results.map((result) => result.dashboard))) {
    const own = results.filter((result) => result.dashboard === dashboard)
    const closed = own.filter(({ isClosed }) => isClosed)
    console.log(`${dashboard.padEnd(36)} ${describe(own.filter(({ isClosed }) => !isClosed))}`)
    if (closed.length > 0) console.log(`${'  rows that wait to be opened'.padEnd(36)} ${describe(closed)}`)
    for (const { panel, error } of own) if (error) console.log(`  ${panel}: ${error}`)
  }
}

const programs = providePrograms()
const to = Math.floor(Date.now() / 60_000) * 60_000
const range = { from: to - week * 1000, to }
const places = {
  'prometheus:9090': `127.0.0.1:${await findFreePort()}`,
  'loki:3100': `127.0.0.1:${await findFreePort()}`,
}
try {
  const promtool = join(programs.prometheus ?? '', 'promtool')
  const samples = await timed('metrics', () => writeWeekOfMetrics(join(folder, 'prometheus/data'), promtool, range))
  const prometheus = keep(await startPrometheus(folder, places, programs.prometheus ?? ''))
  const loki = usesDocker ? keep(await startLoki({ folder, port: portOf(places, 'loki:3100') })) : undefined
  // Loki rejects lines older than a week: one hour is reserved for the writing itself.
  if (loki) await timed('log lines', () => writeWeekOfLogs(loki.url, lines, { from: range.from + 3_600_000, to }))
  const clickhouse = keep(await startClickHouse(join(folder, 'clickhouse')))
  const store = await openStore({ url: `${clickhouse.url}/plainsight`, path: folder })
  await timed('spans', () => insertEvenly(store, spans, range, toInsertOfTraces))
  await timed('stored log lines', () => insertEvenly(store, lines, range, toInsertOfStoredLogs))
  await store.close()
  console.log(
    `${samples} samples, ${lines} log lines (${loki ? 'and as many' : 'none'} in Loki), ${spans} spans over 7 days`,
  )
  const choices = { traceId: ['0'.repeat(32)] }
  const ofLoki = loki ? { lokiUrl: loki.url } : {}
  const urls = { prometheusUrl: prometheus.url, clickhouseUrl: clickhouse.url, ...ofLoki }
  for (const round of ['first', 'second']) {
    console.log(`${round} time:`)
    report((await runAllQueries({ ...urls, ...range, choices })).queries)
  }
} finally {
  for (const part of started.reverse()) await part.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
