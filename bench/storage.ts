// What a million requests cost on disk: the example shop under the hook sends all of its signals to a hub with the
// embedded store, and the engine reports the size of each table, right afterwards and once its parts are merged. Usage:
// node bench/storage.ts [--seconds 60] [--visits 200]. Needs `npm run build` first.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openStore } from '../src/store/open-store.ts'
import type { Store } from '../src/store/store.ts'
import { startHubProcess } from './hub-process.ts'
import { runShop, type ShopRun } from './storage/run-shop.ts'

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, visits: { type: 'string', default: '200' } },
})
const port = 14330

type Size = { readonly table: string; readonly rows: number; readonly bytes: number; readonly raw: number }

const loadSizes = async (store: Store): Promise<Size[]> => {
  const { rows } = await store.query<Record<keyof Size, string>>(
    `SELECT table, sum(rows) AS rows, sum(bytes_on_disk) AS bytes, sum(data_uncompressed_bytes) AS raw
    FROM system.parts WHERE database = currentDatabase() AND active GROUP BY table HAVING rows > 0 ORDER BY table`,
  )
  return rows.map(({ table, rows, bytes, raw }) => ({
    table,
    rows: Number(rows),
    bytes: Number(bytes),
    raw: Number(raw),
  }))
}

const loadNumber = async (store: Store, expression: string): Promise<number> =>
  Number((await store.query<{ n: string }>(`SELECT ${expression} AS n`)).rows[0]?.n ?? 0)

const ofRequests = /^(otel_traces|otel_traces_trace_id_ts|entry_spans|otel_logs)$/
const ofMetrics = /^(otel_metrics_\w+|request_rollup)$/

const toLine = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`
const sum = (sizes: readonly Size[]): number => sizes.reduce((total, { bytes }) => total + bytes, 0)
const find = (sizes: readonly Size[], name: string): Size =>
  sizes.find(({ table }) => table === name) ?? { table: name, rows: 0, bytes: 0, raw: 0 }

const printRequests = (fresh: readonly Size[], merged: readonly Size[], requests: number): void => {
  console.log('| table | rows a request | bytes a row, raw | as written | merged | MB per million requests |')
  console.log('|---|---|---|---|---|---|')
  const shown = merged.filter(({ table }) => ofRequests.test(table))
  for (const { table, rows, bytes, raw } of shown) {
    const before = find(fresh, table)
    const perRow = [raw / rows, before.bytes / before.rows, bytes / rows].map((value) => value.toFixed(0))
    console.log(toLine([`\`${table}\``, (rows / requests).toFixed(2), ...perRow, (bytes / requests).toFixed(0)]))
  }
  console.log(toLine(['together', '', '', '', '', (sum(shown) / requests).toFixed(0)]))
}

const minutesOfDay = 1440
const services = 2

const printMetrics = (merged: readonly Size[], { exports, series }: ShopRun, minutes: number): void => {
  console.log('| table | rows of one process and minute | bytes a row | MB a process and 30 days |')
  console.log('|---|---|---|---|')
  for (const { table, rows, bytes } of merged.filter(({ table }) => ofMetrics.test(table))) {
    const perMinute = rows / services / (table === 'request_rollup' ? minutes : exports)
    const month = (perMinute * minutesOfDay * 30 * bytes) / rows / 1e6
    console.log(toLine([`\`${table}\``, perMinute.toFixed(1), (bytes / rows).toFixed(0), month.toFixed(1)]))
  }
  console.log(`Series of the shop's own Prometheus endpoint: ${series}`)
}

const measure = async (folder: string): Promise<void> => {
  const seconds = Number(values.seconds)
  const hub = await startHubProcess({ port, dataDir: folder })
  const run = await runShop({ hub: hub.url, seconds, visitsPerSecond: Number(values.visits), metricsPort: port + 1 })
  await hub.stop()
  const store = await openStore({ path: join(folder, 'clickhouse') })
  try {
    const fresh = await loadSizes(store)
    for (const { table } of fresh) await store.command(`OPTIMIZE TABLE ${table} FINAL`)
    const merged = await loadSizes(store)
    const requests = await loadNumber(store, "(SELECT count() FROM otel_traces WHERE SpanKind = 'Server')")
    const minutes = await loadNumber(store, '(SELECT uniqExact(minute) FROM request_rollup)')
    const text = await loadNumber(store, '(SELECT avg(length(Body)) FROM otel_logs)')
    console.log(`${requests} requests in ${seconds} s; a log line's text has ${text.toFixed(0)} characters\n`)
    printRequests(fresh, merged, requests)
    console.log()
    printMetrics(merged, run, minutes)
  } finally {
    await store.close()
  }
}

const folder = mkdtempSync(join(tmpdir(), 'plainsight-storage-'))
try {
  await measure(folder)
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
