import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { collected } from '../../scripts/docs/collected.ts'
import { type App, send, startApp } from '../agent/app.ts'
import { eventually } from '../eventually.ts'
import { type HubInProcess, openHubInProcess } from './hub-in-process.ts'

/** An app with nothing set: it serves, fails, calls out in both ways, and logs. */
const code = `
const http = require('node:http')
const log = require('pino')({}, { write: () => {} })
const app = require('express')()
app.get('/items/:id', async (request, response) => {
  const { port } = server.address()
  log.info({ item: request.params.id }, 'looked up')
  await fetch('http://127.0.0.1:' + port + '/stock?token=canary')
  await new Promise((done) => http.get({ host: '127.0.0.1', port, path: '/stock' }, (answer) => answer.resume().on('end', done)))
  response.json({})
})
app.get('/stock', (request, response) => response.end())
app.get('/broken', () => { throw new TypeError('broken') })
app.use((error, request, response, next) => { log.error(error); response.status(500).end() })
const server = app.listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))`

let hub: HubInProcess
let app: App
beforeAll(async () => {
  hub = await openHubInProcess()
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: await hub.app.listen({ port: 0, host: '127.0.0.1' }),
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_METRIC_EXPORT_INTERVAL: '200',
    NODE_ENV: 'production',
  }
  app = startApp(code, { env })
  const headers = { 'user-agent': 'Canary/1.0', cookie: 'sid=canary', 'x-forwarded-for': '203.0.113.7' }
  await send(await app.port, '/items/7?email=canary@example.com', { headers })
  await send(await app.port, '/broken', { method: 'GET', headers })
})
afterAll(async () => {
  await app?.stop()
  await hub?.close()
})

const ask = async (sql: string): Promise<string[]> =>
  (await hub.store.query<{ name: string }>(`SELECT DISTINCT name FROM (${sql}) ORDER BY name`)).rows.map(
    ({ name }) => name,
  )

/** Names in rows that really are in the store, once all that are looked for have arrived. */
const namesOf = (sql: string, awaited: readonly string[]): Promise<string[]> =>
  eventually(`rows with ${awaited.join(', ')}`, async () => {
    const names = await ask(sql)
    return awaited.every((name) => names.includes(name)) ? names : undefined
  })

const keys = (map: string, from: string): string => `SELECT arrayJoin(mapKeys(${map})) AS name FROM ${from}`

describe('docs/privacy.md lists what an app with nothing set sends, name by name', () => {
  test.each([
    ['request', keys('SpanAttributes', "otel_traces WHERE SpanKind = 'Server'"), ['http.route', 'error.type']],
    ['call', keys('SpanAttributes', "otel_traces WHERE SpanKind = 'Client'"), ['url.full']],
    ['log', keys('LogAttributes', 'otel_logs'), ['exception.type', 'request_id']],
    ['resource', keys('ResourceAttributes', 'otel_traces'), ['service.name']],
    [
      'metrics',
      ['gauge', 'sum', 'histogram']
        .map((kind) => `SELECT MetricName AS name FROM otel_metrics_${kind}`)
        .join(' UNION ALL '),
      ['http.server.request.duration', 'http.client.request.duration', 'process.memory.usage', 'v8js.gc.duration'],
    ],
  ] as const)('%s', async (kind, sql, awaited) => {
    const documented = kind === 'log' ? [...collected.log, 'item'] : collected[kind]
    const names = await namesOf(sql, awaited)
    expect(names.filter((name) => !documented.includes(name))).toEqual([])
  })
})
