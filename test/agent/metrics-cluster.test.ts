import { expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { root } from '../root.ts'
import { type App, type AppOptions, register, send } from './app.ts'
import { start } from './watch.ts'

/** Three workers that share a port; `/end` ends the one that it meets, without a word. */
const toCode = (setup: string): string => `
const cluster = require('node:cluster')
const http = require('node:http')
if (cluster.isPrimary) {
  ${setup}
  let ready = 0
  process.on('message', () => undefined)
  cluster.on('message', (worker, message) => process.stdout.write('MESSAGE ' + JSON.stringify(message) + '\\n'))
  cluster.on('listening', (worker, { port }) => { if (++ready === 3) process.stdout.write('PORT ' + port + '\\n') })
  for (let i = 0; i < 3; i++) cluster.fork()
} else {
  process.on('message', (message) => process.stdout.write('MESSAGE ' + JSON.stringify(message) + '\\n'))
  const { metricsHandler } = require('${root}/dist/index.js')
  http.createServer((request, response) => {
    if (request.url === '/metrics') return metricsHandler(request, response)
    response.end('ok', () => { if (request.url === '/end') process.kill(process.pid, 'SIGKILL') })
  }).listen(0, '127.0.0.1')
}`

const options: AppOptions = {
  env: { OTEL_METRICS_EXPORTER: 'prometheus', OTEL_EXPORTER_PROMETHEUS_PORT: '0' },
}

/** Values of a metric's samples by their worker, or '' where there is none. */
const scrape = async (port: number, name: string): Promise<Record<string, number>> => {
  const { body } = await send(port, '/metrics')
  const lines = body.split('\n').filter((line) => line.startsWith(`${name}{`))
  return Object.fromEntries(
    lines.map((line) => [/cluster_worker_id="(\d+)"/.exec(line)?.[1] ?? '', Number(line.split(' ').at(-1))]),
  )
}

const requests = 'http_server_request_duration_seconds_count'
const uptime = 'process_uptime_seconds'

const sendMany = async (app: App, count: number): Promise<number> => {
  const port = await app.port
  for (let sent = 0; sent < count; sent++) await send(port, '/')
  return port
}

test('metrics mounted in a cluster are those of all workers, and never go down when one of them ends', async () => {
  const app = start(toCode(''), options)
  const port = await sendMany(app, 30)
  // Each scrape is a request, too, and counted when it is answered.
  const sum = await eventually('all requests', async () => {
    const { '': all = 0 } = await scrape(port, requests)
    return all >= 30 ? all : undefined
  })
  for (let last = sum, scrapes = 0; scrapes < 9; scrapes++) {
    const { '': next = 0 } = await scrape(port, requests)
    expect(next).toBe(last + 1)
    last = next
  }
  expect(Object.keys(await scrape(port, uptime)).toSorted()).toEqual(['1', '2', '3'])
  const before = (await scrape(port, requests))[''] ?? 0
  await send(port, '/end').catch(() => undefined)
  await eventually('two workers', async () => Object.keys(await scrape(port, uptime)).length === 2)
  expect((await scrape(port, requests))['']).toBeGreaterThan(before)
  expect(app.stdout()).not.toContain('MESSAGE')
  expect(app.stderr()).toBe('')
})

test('where the primary is not watched, each worker shows its own under its id', async () => {
  const setup = `cluster.setupPrimary({ execArgv: ['--require', ${JSON.stringify(register)}] })`
  const app = start(toCode(setup), { ...options, hook: 'none' })
  const port = await sendMany(app, 30)
  const counts = new Map<string, number>()
  for (let scrapes = 0; scrapes < 12; scrapes++) {
    const [[id, count] = ['', 0], ...others] = Object.entries(await scrape(port, requests))
    expect([id, others]).toEqual([expect.stringMatching(/^[123]$/), []])
    expect(count).toBeGreaterThan(counts.get(id) ?? 0)
    counts.set(id, count)
  }
  expect(counts.size).toBeGreaterThan(1)
})
