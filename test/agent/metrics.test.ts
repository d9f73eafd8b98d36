import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { findFreePort } from '../free-port.ts'
import { root } from '../root.ts'
import { type Answer, type App, type AppOptions, send } from './app.ts'
import type { ReceivedMetric } from './receiver.ts'
import { receiver, start } from './watch.ts'

const shop = `
const express = require('express')
const app = express()
app.get('/orders/:id', (request, response) => setTimeout(() => response.json({}), 7))
app.get('/fail', (request, response) => response.status(503).end())
app.use('/any', (request, response) => response.end('ok'))
const server = app.listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))`

const measure = (code: string, env: Record<string, string>, options: AppOptions = {}): App =>
  start(code, {
    ...options,
    env: { OTEL_METRIC_EXPORT_INTERVAL: '200', OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1', ...env },
  })

const metricOf = (name: string): ReceivedMetric | undefined =>
  receiver.metrics.findLast((metric) => metric.name === name)

/** Asks until the port answers: it is opened soon after the app listens. */
const scrape = (port: number, accept = '', path = '/metrics'): Promise<Answer> =>
  eventually('the metrics port', () => send(port, path, { headers: { accept } }).catch(() => undefined))

const openMetrics = 'application/openmetrics-text;version=1.0.0'

const prometheusOn = (port: number): Record<string, string> => ({
  OTEL_METRICS_EXPORTER: 'prometheus',
  OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
})

describe('metrics by OTLP', () => {
  test('durations of requests by method, route and status, with exemplars that lead to their traces', async () => {
    const port = await measure(shop, { OTEL_METRICS_EXPORTER: 'otlp' }).port
    for (const path of ['/orders/1', '/orders/2', '/fail']) await send(port, path)
    const spans = await receiver.waitFor(() => receiver.serverSpans().length === 3 && receiver.serverSpans())
    const metric = await receiver.waitFor(() => {
      const found = metricOf('http.server.request.duration')
      return found?.points.reduce((sum, { count }) => sum + (count ?? 0), 0) === 3 && found
    })
    expect(metric).toMatchObject({ unit: 's', kind: 'histogram', resource: { 'telemetry.distro.name': 'plainsight' } })
    const orders = metric.points.find(({ attributes }) => attributes['http.route'] === '/orders/:id')
    expect(orders).toMatchObject({
      attributes: {
        'http.request.method': 'GET',
        'http.response.status_code': 200,
        'url.scheme': 'http',
        'network.protocol.version': '1.1',
      },
      count: 2,
      bounds: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    })
    expect(orders?.buckets).toHaveLength(15)
    expect(orders?.buckets.reduce((sum, count) => sum + count, 0)).toBe(2)
    // Timers of 7 ms may come a little early.
    expect(orders?.sum).toBeGreaterThan(0.01)
    const failed = metric.points.find(({ attributes }) => attributes['http.response.status_code'] === 503)
    expect(failed?.attributes['error.type']).toBe('503')
    const exemplars = metric.points.flatMap((point) => point.exemplars)
    expect(exemplars.length).toBeGreaterThanOrEqual(2)
    for (const { traceId, spanId, value } of exemplars) {
      expect(spans.map((span) => [span.traceId, span.spanId])).toContainEqual([traceId, spanId])
      expect(value).toBeGreaterThan(0)
    }
  })

  test.each([
    ['trace_based', 0],
    ['always_on', 1],
    ['always_off', 0],
  ] as const)('OTEL_METRICS_EXEMPLAR_FILTER=%s with a trace that is not kept: %d exemplars', async (filter, count) => {
    const env = {
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_METRICS_EXEMPLAR_FILTER: filter,
      OTEL_TRACES_SAMPLER: 'always_off',
    }
    await send(await measure(shop, env).port, '/orders/1')
    const metric = await receiver.waitFor(() => metricOf('http.server.request.duration'))
    expect(metric.points[0]?.exemplars).toHaveLength(count)
  })

  test('requests in flight', async () => {
    const code = `
      const http = require('node:http')
      const held = []
      const server = http.createServer((request, response) => request.url === '/free' ? held.forEach((one) => one.end()) || response.end() : held.push(response))
      server.listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))`
    const port = await measure(code, { OTEL_METRICS_EXPORTER: 'otlp' }).port
    const held = [send(port, '/a'), send(port, '/b')]
    const inFlight = (): unknown => metricOf('http.server.active_requests')?.points[0]?.value
    await receiver.waitFor(() => inFlight() === 2)
    await Promise.all([...held, send(port, '/free')])
    await receiver.waitFor(() => inFlight() === 0)
    expect(metricOf('http.server.active_requests')).toMatchObject({ kind: 'sum', unit: '{request}' })
  })

  test('runtime and process', async () => {
    const nodeArgs = ['--max-old-space-size=300']
    await measure(shop, { OTEL_METRICS_EXPORTER: 'otlp' }, { nodeArgs }).port
    const names = [
      'nodejs.eventloop.delay.p99',
      'nodejs.eventloop.utilization',
      'v8js.memory.heap.used',
      'v8js.memory.heap.space.size',
      'v8js.gc.duration',
      'process.cpu.time',
      'process.cpu.utilization',
      'process.memory.usage',
      'plainsight.heap.limit',
    ]
    await receiver.waitFor(() => names.every(metricOf), 30_000)
    expect(metricOf('process.memory.usage')?.points[0]?.value).toBeGreaterThan(20e6)
    const limit = metricOf('plainsight.heap.limit')?.points[0]?.value
    expect(limit).toBeGreaterThanOrEqual(300 * 2 ** 20)
    expect(limit).toBeLessThan(500 * 2 ** 20)
  })

  test('kinds of requests beyond the limit are counted together', async () => {
    const routes = Array.from({ length: 30 }, (_, i) => `app.get('/r${i}', (request, response) => response.end())`)
    const code = shop.replace('const server', `${routes.join('\n')}\nconst server`)
    const port = await measure(code, { OTEL_METRICS_EXPORTER: 'otlp', PLAINSIGHT_METRICS_MAX_SERIES: '10' }).port
    for (let i = 0; i < 30; i++) await send(port, `/r${i}`)
    const metric = await receiver.waitFor(() => {
      const found = metricOf('http.server.request.duration')
      return found?.points.reduce((sum, { count }) => sum + (count ?? 0), 0) === 30 && found
    })
    expect(metric.points).toHaveLength(10)
    expect(metric.points.find(({ attributes }) => attributes['otel.metric.overflow'] === true)?.count).toBe(21)
  })

  test('unknown methods and addresses without a route are folded', async () => {
    const port = await measure(shop, { OTEL_METRICS_EXPORTER: 'otlp' }).port
    for (const method of ['PROPFIND', 'LINK', 'PURGE']) await send(port, '/any', { method })
    for (let i = 0; i < 5; i++) await send(port, `/nowhere/${i}`)
    const metric = await receiver.waitFor(() => {
      const found = metricOf('http.server.request.duration')
      return found?.points.reduce((sum, { count }) => sum + (count ?? 0), 0) === 8 && found
    })
    expect(metric.points.map(({ attributes, count }) => [attributes['http.request.method'], count])).toEqual(
      expect.arrayContaining([
        ['_OTHER', 3],
        ['GET', 5],
      ]),
    )
  })

  test('durations of calls out, by http and by fetch', async () => {
    const code = `
      const http = require('node:http')
      const other = http.createServer((request, response) => response.end('ok')).listen(0, '127.0.0.1', async () => {
        const { port } = other.address()
        await new Promise((done) => http.get({ port, host: '127.0.0.1' }, (response) => response.resume().on('end', done)))
        await fetch('http://127.0.0.1:' + port)
        await fetch('http://127.0.0.1:' + port, { method: 'POST' })
      })`
    measure(code, { OTEL_METRICS_EXPORTER: 'otlp' })
    const metric = await receiver.waitFor(() => {
      const points = receiver.metrics
        .filter(({ name }) => name === 'http.client.request.duration')
        .slice(-2)
        .flatMap((found) => found.points)
      return points.reduce((sum, { count }) => sum + (count ?? 0), 0) === 3 && points
    })
    expect(metric.map(({ attributes }) => attributes['http.request.method'])).toContain('POST')
    expect(metric[0]?.bounds[0]).toBe(0.005)
  })

  test("the app's own instruments", async () => {
    const code = `
      const { metrics } = require('@opentelemetry/api')
      const counter = metrics.getMeter('shop').createCounter('orders.placed', { unit: '{order}' })
      counter.add(2, { kind: 'book' }); counter.add(1, { kind: 'book' })
      setTimeout(() => {}, 700)`
    measure(code, { OTEL_METRICS_EXPORTER: 'otlp' })
    const metric = await receiver.waitFor(() => metricOf('orders.placed'))
    expect(metric).toMatchObject({ scope: 'shop', kind: 'sum', points: [{ value: 3, attributes: { kind: 'book' } }] })
  })

  test('without traces the requests are counted all the same', async () => {
    const port = await measure(shop, { OTEL_METRICS_EXPORTER: 'otlp', OTEL_TRACES_EXPORTER: 'none' }).port
    await send(port, '/orders/1')
    await receiver.waitFor(() => metricOf('http.server.request.duration')?.points[0]?.count === 1)
  })

  test('what was counted last is sent when the app ends', async () => {
    const code = `${shop}\napp.get('/bye', (request, response) => response.end('bye', () => server.close()))`
    const app = measure(code, { OTEL_METRICS_EXPORTER: 'otlp', OTEL_METRIC_EXPORT_INTERVAL: '60000' })
    await send(await app.port, '/orders/1')
    await send(await app.port, '/bye')
    await app.ended
    await receiver.waitFor(() => metricOf('http.server.request.duration')?.points.some(({ count }) => count === 1))
  })
})

// With 5 ms an export is always on its way; with 1000 none comes between the last answer and the end.
test.each(['1000', '5'])(
  'requests that a stopping app still answers are counted as answered, with exports every %s ms',
  async (interval) => {
    const code = `${shop}
app.get('/slow', (request, response) => {
  process.kill(process.pid, 'SIGTERM')
  setTimeout(() => response.end('slow'), 300)
})
process.on('SIGTERM', () => server.close())`
    const app = measure(code, { OTEL_METRICS_EXPORTER: 'otlp', OTEL_METRIC_EXPORT_INTERVAL: interval })
    const port = await app.port
    await send(port, '/orders/1')
    await receiver.waitFor(() => metricOf('http.server.request.duration'))
    expect((await send(port, '/slow')).body).toBe('slow')
    expect(await app.ended).toEqual({ code: 0, signal: null })
    expect(app.stderr()).toBe('')
    const isCounted = (route: string): boolean =>
      metricOf('http.server.request.duration')?.points.some(
        ({ attributes }) => attributes['http.route'] === route && attributes['http.response.status_code'] === 200,
      ) ?? false
    await receiver.waitFor(() => isCounted('/orders/:id') && isCounted('/slow'), 5000)
    const [slow, ...more] = receiver.serverSpans().filter(({ name }) => name === 'GET /slow')
    expect(more).toEqual([])
    expect(slow).toMatchObject({ status: { code: 0 }, attributes: { 'http.response.status_code': 200 } })
    expect(Number((slow?.end ?? 0n) - (slow?.start ?? 0n))).toBeGreaterThan(290e6)
  },
)

describe('metrics for Prometheus', () => {
  test('as text to everyone', async () => {
    const metricsPort = await findFreePort()
    const port = await measure(shop, prometheusOn(metricsPort)).port
    await send(port, '/orders/1')
    const answer = await scrape(metricsPort)
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(answer.body).toMatch(
      /http_server_request_duration_seconds_bucket\{http_request_method="GET",[^}]*http_route="\/orders\/:id"[^}]*le="\+Inf"\} 1\n/,
    )
    for (const name of [
      'nodejs_eventloop_utilization_ratio',
      'v8js_memory_heap_used_bytes',
      'process_cpu_time_seconds_total',
    ]) {
      expect(answer.body).toContain(`# TYPE ${name} `)
    }
    expect(answer.body).not.toContain('# EOF')
  })

  test('as OpenMetrics, with exemplars, to those who ask', async () => {
    const metricsPort = await findFreePort()
    const port = await measure(shop, prometheusOn(metricsPort)).port
    await send(port, '/orders/1')
    const span = await receiver.waitFor(() => receiver.serverSpans()[0])
    const answer = await scrape(metricsPort, openMetrics)
    expect(answer.headers['content-type']).toContain('application/openmetrics-text')
    expect(answer.body.endsWith('\n# EOF\n')).toBe(true)
    expect(answer.body).toContain(` # {trace_id="${span.traceId}",span_id="${span.spanId}"} 0.`)
    expect(answer.body).toMatch(/^# TYPE process_cpu_time_seconds counter$/m)
    expect(answer.body).toMatch(/^target_info\{.*telemetry_distro_name="plainsight".*\} 1$/m)
    expect(answer.body).not.toContain('\n\n')
  })

  test('scrapes are neither traced nor counted, and other paths are not there', async () => {
    const metricsPort = await findFreePort()
    const port = await measure(shop, prometheusOn(metricsPort)).port
    await send(port, '/orders/1')
    await receiver.waitFor(() => receiver.serverSpans()[0])
    for (let i = 0; i < 5; i++) await scrape(metricsPort)
    expect((await scrape(metricsPort, '', '/')).status).toBe(404)
    const { body } = await scrape(metricsPort)
    expect(body.match(/^http_server_request_duration_seconds_count\{/gm)).toHaveLength(1)
    await send(port, '/fail')
    await receiver.waitFor(() => receiver.serverSpans().length >= 2)
    expect(receiver.serverSpans()).toHaveLength(2)
  })

  test('a taken port is said once, and the app runs on', async () => {
    const taken: Server = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const metricsPort = (taken.address() as AddressInfo).port
    const app = measure(shop, prometheusOn(metricsPort))
    expect(await send(await app.port, '/orders/1')).toMatchObject({ status: 200 })
    await receiver.waitFor(() => app.stderr().includes(`127.0.0.1:${metricsPort}`))
    expect(app.stderr().trim().split('\n')).toHaveLength(1)
    taken.close()
  })

  test('a process that does not serve opens no port and ends by itself', async () => {
    const metricsPort = await findFreePort()
    const code = `setTimeout(() => require('node:http').get({ port: ${metricsPort}, host: '127.0.0.1' }).on('error', (error) => process.stdout.write(error.code)), 100)`
    const app = measure(code, prometheusOn(metricsPort))
    expect(await app.ended).toMatchObject({ code: 0 })
    expect(app.stdout()).toBe('ECONNREFUSED')
  })

  test('the open port does not keep an app alive', async () => {
    const metricsPort = await findFreePort()
    const code = shop.replace(
      'const server',
      `app.get('/bye', (request, response) => response.end('bye', () => server.close()))\nconst server`,
    )
    const app = measure(code, { ...prometheusOn(metricsPort), OTEL_METRICS_EXPORTER: 'otlp,prometheus' })
    const port = await app.port
    await scrape(metricsPort)
    await send(port, '/bye')
    expect(await app.ended).toMatchObject({ code: 0 })
  })

  test.each([
    ['with the agent', { receiver: true }, 200, 'http_server_request_duration_seconds_bucket'],
    ['without the agent', { hook: 'none' }, 503, 'No metrics'],
  ] as const)('mounted in the app, %s', async (_, options, status, text) => {
    const code = shop
      .replace(
        `const express = require('express')`,
        `import express from 'express'\nimport { metricsHandler } from '${root}/dist/index.js'`,
      )
      .replace('const server', `app.get('/metrics', metricsHandler)\nconst server`)
    const hook = 'hook' in options ? options.hook : 'import'
    const port = await measure(code, prometheusOn(await findFreePort()), { kind: 'mjs', hook }).port
    await send(port, '/orders/1')
    const answer = await scrape(port)
    expect(answer.status).toBe(status)
    expect(answer.body).toContain(text)
  })

  test('all workers of a cluster serve, and one of them has the port', async () => {
    const metricsPort = await findFreePort()
    const code = `
      const cluster = require('node:cluster')
      if (cluster.isPrimary) { cluster.fork(); cluster.fork() } else {${shop}}`
    const port = await measure(code, prometheusOn(metricsPort)).port
    // Whichever worker is first has it; the other says so or not, by its number.
    expect((await scrape(metricsPort)).status).toBe(200)
    expect((await send(port, '/orders/1')).status).toBe(200)
  })
})
