import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Signal, signals } from '../../src/model.ts'
import { openStore } from '../../src/store/open-store.ts'
import { send, startApp } from '../agent/app.ts'
import { makeFolder, type RunningCli, startCli } from '../cli/cli.ts'
import { eventually } from '../eventually.ts'
import { findFreePort } from '../free-port.ts'
import { canaries, canaryRequests, kept, planted, toProtobuf } from './canary-requests.ts'

type Hub = { readonly url: string; readonly cli: RunningCli }

/** A hub that logs all it can. `flushMs`: how long rows wait in the journal. */
const startHub = async (dataDir: string, flushMs: number): Promise<Hub> => {
  const port = await findFreePort()
  const env = {
    PLAINSIGHT_DATA_DIR: dataDir,
    PLAINSIGHT_FLUSH_MS: `${flushMs}`,
    PLAINSIGHT_HUB_LOG_LEVEL: 'trace',
    PLAINSIGHT_DRAIN_MS: '60000',
  }
  const cli = startCli(['up', '--port', `${port}`], { env })
  await cli.waitFor('page is at')
  return { url: `http://127.0.0.1:${port}`, cli }
}

const end = async ({ cli }: Hub, signal: NodeJS.Signals): Promise<void> => {
  cli.child.kill(signal)
  await cli.ended
}

const types = { json: 'application/json', protobuf: 'application/x-protobuf' } as const

const post = async (hub: Hub, signal: Signal, encoding: keyof typeof types): Promise<number> => {
  const request = canaryRequests[signal]
  const body = encoding === 'json' ? JSON.stringify(request) : Buffer.from(toProtobuf(signal, request))
  const headers = {
    'content-type': types[encoding],
    'user-agent': planted.agent,
    cookie: planted.cookie,
    'x-forwarded-for': planted.ip,
  }
  return (await fetch(`${hub.url}/v1/${signal}?key=${planted.query}`, { method: 'POST', headers, body })).status
}

/** What goes wrong is logged; what was sent must not be in the line. */
const sendFaults = async (hub: Hub): Promise<void> => {
  const url = (path: string): string => `${hub.url}${path}`
  const body = JSON.stringify({ resourceSpans: planted.email })
  const traces = { method: 'POST', body, headers: { 'content-type': types.json } }
  const now = Date.now()
  const query = new URLSearchParams({ from: `${now - 3_600_000}`, to: `${now}`, q: `"${planted.email}"` })
  const answers = await Promise.all([
    fetch(url('/v1/traces'), traces),
    fetch(url('/v1/traces'), { ...traces, headers: { 'content-type': `text/${planted.password}` } }),
    fetch(url('/v1/logs'), { ...traces, headers: { ...traces.headers, 'content-encoding': planted.password } }),
    fetch(url(`/nowhere/${planted.password}?token=${planted.password}`)),
    fetch(url('/metrics'), { headers: { origin: `https://${planted.password}.test` } }),
    fetch(url(`/api/query/private/logs-search?from=${planted.password}`)),
    fetch(url('/api/session'), { ...traces, body: JSON.stringify({ token: planted.password }) }),
    fetch(url(`/api/query/private/logs-search?${query}`)),
  ])
  expect(answers.map(({ status }) => status)).toEqual([400, 415, 400, 404, 403, 400, 204, 200])
}

const code = `
const app = require('express')()
const log = require('pino')({ serializers: { request: require('pino').stdSerializers.req } })
app.get('/${kept}', async (request, response) => {
  const { headers, url } = request
  const { 'user-agent': agent, referer, ...others } = headers
  log.info({ req: { headers, url, remoteAddress: '${planted.ip}' }, request, password: '${planted.password}' }, 'sign-in of ${planted.email}')
  console.error('from %s with %j', '${planted.ipv6}', others)
  require('@opentelemetry/api').trace.getActiveSpan().setAttributes({ 'user.email': '${planted.email}', 'http.request.header.cookie': [headers.cookie], note: '${kept}' })
  const back = 'http://127.0.0.1:' + server.address().port + '/back?secret=${planted.query}'
  await fetch(back, { headers: { authorization: headers.authorization, 'user-agent': headers['user-agent'] } })
  throw new Error('no account for ${planted.email} at ${planted.ip}, token=${planted.password}')
})
app.get('/back', (request, response) => response.end('ok'))
const server = app.listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))`

/** An app under the hook, which is not careful with what it logs, asked by a person with everything on them. */
const visitApp = async (hub: Hub): Promise<void> => {
  const app = startApp(code, {
    env: { OTEL_SERVICE_NAME: 'careless', OTEL_EXPORTER_OTLP_ENDPOINT: hub.url, OTEL_METRICS_EXPORTER: 'otlp' },
  })
  onTestFinished(() => void app.stop())
  const headers = {
    authorization: `Bearer ${planted.jwt}`,
    cookie: planted.cookie,
    'user-agent': planted.agent,
    'x-forwarded-for': planted.ip,
    'x-api-key': planted.password,
    referer: `https://shop.test/?q=${planted.query}`,
  }
  const { status } = await send(await app.port, `/${kept}?token=${planted.query}&mail=${planted.escapedEmail}`, {
    headers,
  })
  expect(status).toBe(500)
  // Its end sends what it still holds, the metrics among it.
  await app.stop('SIGTERM')
}

const find = (text: string, words: readonly string[]): string[] => {
  const lower = text.toLowerCase()
  return words.filter((word) => lower.includes(word)).map((word) => `${word}: …${around(text, lower.indexOf(word))}…`)
}
const around = (text: string, at: number): string => text.slice(Math.max(0, at - 60), at + 60)

/** Every file of the data folder, as bytes; each byte one letter. */
const readFiles = (folder: string): { readonly path: string; readonly text: string }[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => ({ path, text: readFileSync(path, 'latin1') }))

/** What of the canaries is in the files, in the hub's log, in its metrics. */
const searchAll = async (dataDir: string, hub: Hub): Promise<string[]> => [
  ...readFiles(dataDir).flatMap(({ path, text }) => find(`${path} ${text}`, canaries)),
  ...find(`${hub.cli.stdout()}${hub.cli.stderr()}`, canaries),
  ...find(await (await fetch(`${hub.url}/metrics`)).text(), canaries),
]

const readMetric = async (hub: Hub, name: string): Promise<number> => {
  const text = await (await fetch(`${hub.url}/metrics`)).text()
  return Number(new RegExp(`^${name}(?:\\{\\})? (\\S+)`, 'm').exec(text)?.[1])
}

/**
 * All columns of all tables of all databases but the engine's own, as text: parts are compressed, so files do not tell.
 */
const readTables = async (dataDir: string): Promise<Map<string, string>> => {
  const store = await openStore({ path: join(dataDir, 'clickhouse') })
  try {
    const { rows: tables } = await store.query<{ name: string }>(
      `SELECT database || '.' || '\`' || name || '\`' AS name FROM system.tables
        WHERE engine LIKE '%MergeTree' OR (database = 'system' AND name LIKE '%\\\\_log')`,
    )
    const texts = new Map<string, string>()
    for (const { name } of tables) texts.set(name, JSON.stringify((await store.query(`SELECT * FROM ${name}`)).rows))
    return texts
  } finally {
    await store.close()
  }
}

test('nothing that names a person or opens a door is anywhere in the data folder, the log or the metrics of a hub', {
  timeout: 240_000,
}, async () => {
  const dataDir = join(makeFolder(), 'data')
  const first = await startHub(dataDir, 3_600_000)
  for (const signal of signals) expect(await post(first, signal, 'json')).toBe(200)
  await visitApp(first)
  const journal = readFiles(join(dataDir, 'journal'))
  expect(journal.filter(({ text }) => text.includes(kept)).length, 'tables in the journal').toBeGreaterThanOrEqual(7)
  // A question among them brings some into the store, whose files come and go until they are there.
  await sendFaults(first)
  const readInserted = (): Promise<number> => readMetric(first, 'plainsight_store_inserted_rows_total')
  await eventually('what was asked for in the store', async () => (await readInserted()) > 0)
  expect(await searchAll(dataDir, first)).toEqual([])

  await end(first, 'SIGKILL')
  const second = await startHub(dataDir, 50)
  for (const signal of signals) expect(await post(second, signal, 'protobuf')).toBe(200)
  await eventually('an empty journal', async () => (await readMetric(second, 'plainsight_journal_bytes')) === 0)
  expect(await searchAll(dataDir, second)).toEqual([])

  await end(second, 'SIGKILL')
  const third = await startHub(dataDir, 50)
  await sendFaults(third)
  expect(await searchAll(dataDir, third)).toEqual([])
  await end(third, 'SIGTERM')

  const tables = await readTables(dataDir)
  const found = [...tables].filter(([, text]) => text.includes(kept)).map(([name]) => name)
  expect(found.length, found.join(' ')).toBeGreaterThanOrEqual(7)
  const careless = [...tables].filter(([, text]) => text.includes('careless')).map(([name]) => name.replaceAll('`', ''))
  for (const table of ['otel_traces', 'otel_logs', 'otel_metrics_histogram'])
    expect(careless).toContain(`plainsight.${table}`)
  expect([...tables].flatMap(([name, text]) => find(text, canaries).map((hit) => `${name} ${hit}`))).toEqual([])
})
