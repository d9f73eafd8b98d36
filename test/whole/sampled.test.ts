import { Agent, request } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { type App, startApp } from '../agent/app.ts'
import { startCli } from '../cli/cli.ts'
import { eventually } from '../eventually.ts'
import { findFreePort } from '../free-port.ts'
import { ask } from './ask-hub.ts'

const requests = 2500
const slowMs = 400

/** One request in five fails, and another one is slow. */
const code = `
const http = require('node:http')
let served = 0
const server = http.createServer((request, response) => {
  const turn = served++ % 5
  response.statusCode = turn === 0 ? 500 : 200
  setTimeout(() => response.end('ok'), turn === 1 ? ${slowMs} : 0)
})
server.listen(0, '127.0.0.1', () => console.log('PORT ' + server.address().port))
process.on('SIGTERM', () => process.exit(0))`

const start = (hub: string, service: string, sampling: Record<string, string>): App => {
  const app = startApp(code, { env: { OTEL_SERVICE_NAME: service, OTEL_EXPORTER_OTLP_ENDPOINT: hub, ...sampling } })
  onTestFinished(() => void app.stop())
  return app
}

const get = (port: number, agent: Agent): Promise<void> =>
  new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, agent }, (response) => response.resume().once('end', resolve))
    sent.once('error', reject).end()
  })

/** Sends all requests, a few at a time, and ends the app, so that everything it recorded is with the hub. */
const serve = async (app: App): Promise<void> => {
  const port = await app.port
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  await Promise.all(Array.from({ length: requests }, () => get(port, agent)))
  agent.destroy()
  await app.stop('SIGTERM')
}

type Totals = {
  readonly count: number
  readonly recorded: number
  readonly errors: number
  readonly p50: number
  readonly p95: number
}

test('numbers of sampled apps are those of all their requests, within the statistical bound', async () => {
  const port = await findFreePort()
  const hub = `http://127.0.0.1:${port}`
  const up = startCli(['up', '--port', `${port}`], { env: { PLAINSIGHT_FLUSH_MS: '100' } })
  await up.waitFor('page is at')
  const apps = [
    start(hub, 'ratio', { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' }),
    start(hub, 'cap', { PLAINSIGHT_MAX_TRACES_PER_SECOND: '100' }),
    start(hub, 'all', {}),
  ]
  await Promise.all(apps.map(serve))

  const to = Date.now() + 60_000
  const address = `${hub}/api/query/private/request-series?from=${to - 7_200_000}&to=${to}`
  await eventually('all rows in the store', async () => {
    const { headers } = await fetch(address)
    return headers.get('x-plainsight-behind-ms') === '0'
  })
  const totalsOf = async (service: string, from: number): Promise<Totals> =>
    (await ask<{ totals: Totals }>(hub, 'request-series', { service, from, to })).totals

  // From the rollup, and span by span.
  for (const from of [to - 7_200_000, to - 1_200_000]) {
    const all = await totalsOf('all', from)
    expect(all).toMatchObject({ count: requests, recorded: requests, errors: requests / 5 })
    for (const service of ['ratio', 'cap']) {
      const { count, recorded, errors, p50, p95 } = await totalsOf(service, from)
      expect(recorded, service).toBeLessThan(requests)
      // Each weighs the same where a ratio decides; under a cap the weight follows the traffic.
      const weight = (requests / recorded) * (service === 'cap' ? 2 : 1)
      const bound = (of: number): number => 5 * Math.sqrt(of * weight)
      expect(Math.abs(count - requests), `${service}: ${count}`).toBeLessThan(bound(requests))
      expect(Math.abs(errors - requests / 5), `${service}: ${errors} failed`).toBeLessThan(bound(requests / 5))
      expect(p50, service).toBeLessThan(slowMs)
      expect(p95, service).toBeGreaterThanOrEqual(slowMs * 0.95)
    }
    const { recorded } = await totalsOf('ratio', from)
    expect(Math.abs(recorded - requests / 10)).toBeLessThan(5 * Math.sqrt(requests * 0.1 * 0.9))
  }
})
