import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type App, send, startApp } from './app.ts'
import { openReceiver } from './receiver.ts'

const hasPrometheus = spawnSync('prometheus', ['--version']).status === 0

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const freePort = async (): Promise<number> => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

const startShop = async (metricsPort: number): Promise<{ port: number; app: App; traceIds: () => string[] }> => {
  const receiver = await openReceiver()
  const code = `
    const app = require('express')()
    app.get('/orders/:id', (request, response) => response.end('ok'))
    const server = app.listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))`
  const app = startApp(code, {
    receiver,
    env: {
      OTEL_SERVICE_NAME: 'shop',
      OTEL_METRICS_EXPORTER: 'prometheus',
      OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
      OTEL_EXPORTER_PROMETHEUS_PORT: String(metricsPort),
    },
  })
  closing.push(
    () => receiver.close(),
    () => app.stop(),
  )
  return { port: await app.port, app, traceIds: () => receiver.serverSpans().map(({ traceId }) => traceId) }
}

const startPrometheus = async (target: number): Promise<{ query(path: string): Promise<unknown> }> => {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-prometheus-'))
  const port = await freePort()
  const config = join(folder, 'prometheus.yml')
  writeFileSync(
    config,
    `scrape_configs: [{ job_name: app, scrape_interval: 500ms, scrape_timeout: 400ms, static_configs: [{ targets: ['127.0.0.1:${target}'] }] }]`,
  )
  const child: ChildProcess = spawn('prometheus', [
    `--config.file=${config}`,
    `--storage.tsdb.path=${folder}/data`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--enable-feature=exemplar-storage',
    '--log.level=error',
  ])
  closing.push(async () => {
    child.kill('SIGKILL')
    await new Promise((resolve) => child.once('close', resolve))
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    query: async (path) => {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`).catch(() => undefined)
      return answer?.ok ? ((await answer.json()) as { data: unknown }).data : undefined
    },
  }
}

const eventually = async <T>(ask: () => Promise<T | undefined>): Promise<T> => {
  const deadline = Date.now() + 30_000
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (Date.now() > deadline) throw new Error('Prometheus did not have it within 30 s')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

type Series = {
  readonly seriesLabels: Record<string, string>
  readonly exemplars: { readonly labels: Record<string, string> }[]
}

describe.skipIf(!hasPrometheus)('a real Prometheus', () => {
  test('scrapes the agent and gives back exemplars that lead to the traces', async () => {
    const metricsPort = await freePort()
    const shop = await startShop(metricsPort)
    const prometheus = await startPrometheus(metricsPort)
    for (let i = 0; i < 3; i++) await send(shop.port, `/orders/${i}`)

    const range = `start=${Date.now() / 1000 - 60}&end=${Date.now() / 1000 + 600}`
    const name = 'http_server_request_duration_seconds_bucket'
    const [series] = await eventually(async () => {
      const found = (await prometheus.query(`query_exemplars?query=${name}&${range}`)) as Series[] | undefined
      return found?.length ? found : undefined
    })
    expect(series?.seriesLabels).toMatchObject({ http_route: '/orders/:id', http_request_method: 'GET' })
    const labels = series?.exemplars[0]?.labels
    expect(shop.traceIds()).toContain(labels?.trace_id)
    expect(labels?.span_id).toMatch(/^[0-9a-f]{16}$/)

    const up = (await prometheus.query('query?query=up')) as { result: { value: [number, string] }[] }
    expect(up.result[0]?.value[1]).toBe('1')
    const count = (await prometheus.query(`query?query=sum(http_server_request_duration_seconds_count)`)) as typeof up
    expect(count.result[0]?.value[1]).toBe('3')
    const metadata = (await prometheus.query('metadata')) as Record<string, { type: string; unit: string }[]>
    expect(metadata.http_server_request_duration_seconds?.[0]).toMatchObject({ type: 'histogram', unit: 'seconds' })
    expect(metadata.process_cpu_time_seconds?.[0]).toMatchObject({ type: 'counter' })
  })

  test('its promtool finds nothing wrong with the text format', async () => {
    const metricsPort = await freePort()
    const shop = await startShop(metricsPort)
    await send(shop.port, '/orders/1')
    const { body } = await eventually(() => send(metricsPort, '/metrics').catch(() => undefined))
    const checked = spawnSync('promtool', ['check', 'metrics'], { input: body, encoding: 'utf8' })
    expect(checked.stderr + checked.stdout).toBe('')
    expect(checked.status).toBe(0)
  })
})
