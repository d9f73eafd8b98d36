import { createServer } from 'node:http'
import { findFreePort } from '../free-port.ts'
import type { Part } from '../part.ts'
import { askClickHouse } from './sources.ts'

type Metric = { readonly name: string; readonly value: number }

/** What a server works out now and then, which the embedded engine does not. */
const asynchronous = `
SELECT 'MaxPartCountForPartition' AS name, toFloat64(max(parts)) AS value
FROM (SELECT count() AS parts FROM system.parts WHERE active GROUP BY database, table, partition)
UNION ALL
SELECT 'TotalBytesOfMergeTreeTables', toFloat64(sum(bytes_on_disk)) FROM system.parts WHERE active
UNION ALL
SELECT concat('DiskAvailable_', name), toFloat64(free_space) FROM system.disks`

/** The engine's own figures, and the names that a server gives them on its /metrics. */
const tables = [
  ['ClickHouseMetrics_', 'SELECT metric AS name, toFloat64(value) AS value FROM system.metrics'],
  [
    'ClickHouseProfileEvents_',
    'SELECT event AS name, toFloat64(value) AS value FROM system.events SETTINGS system_events_show_zero_values = 1',
  ],
  ['ClickHouseAsyncMetrics_', asynchronous],
] as const

const toText = async (clickhouseUrl: string): Promise<string> => {
  const lines: string[] = []
  for (const [prefix, sql] of tables) {
    const rows = (await askClickHouse({ prometheusUrl: '', clickhouseUrl, database: 'system' }, sql)) as Metric[]
    for (const { name, value } of rows) lines.push(`${prefix}${name} ${value}\n`)
  }
  return lines.join('')
}

/** A server has tables with parts. */
const fill = 'CREATE TABLE IF NOT EXISTS filled ENGINE = MergeTree ORDER BY number AS SELECT number FROM numbers(1000)'

/** What the embedded engine lacks of a server: /metrics, from the engine's own tables, under the server's names. */
export const startClickHouseMetrics = async (clickhouseUrl: string): Promise<Part> => {
  await fetch(`${clickhouseUrl}/?database=default`, { method: 'POST', body: fill })
  const port = await findFreePort()
  const server = createServer((_request, response) => {
    toText(clickhouseUrl).then(
      (text) => response.setHeader('content-type', 'text/plain; version=0.0.4').end(text),
      (error) => response.writeHead(500).end(String(error)),
    )
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  return { url: `http://127.0.0.1:${port}`, stop }
}
