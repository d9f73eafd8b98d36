import { describe, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { findFreePort } from '../free-port.ts'
import { checkMetrics, hasPrometheus, startPrometheus } from '../prometheus.ts'
import { type App, send, startApp } from './app.ts'
import { openReceiver } from './receiver.ts'

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
  onTestFinished(async () => {
    await app.stop()
    await receiver.close()
  })
  return { port: await app.port, app, traceIds: () => receiver.serverSpans().map(({ traceId }) => traceId) }
}

describe.skipIf(!hasPrometheus)('a real Prometheus', () => {
  test('scrapes the agent and gives back exemplars that lead to the traces', async () => {
    const metricsPort = await findFreePort()
    const shop = await startShop(metricsPort)
    const prometheus = await startPrometheus({ app: metricsPort })
    for (let i = 0; i < 3; i++) await send(shop.port, `/orders/${i}`)

    // Scrapes fall between the requests, too: what was scraped last is what counts.
    const sum = 'sum(http_server_request_duration_seconds_count)'
    await eventually('all three requests', async () => (await prometheus.value(sum)) === 3)
    const { series, labels } = await eventually('the exemplars', async () => {
      const [found] = await prometheus.exemplars('http_server_request_duration_seconds_bucket')
      return found
    })
    expect(series).toMatchObject({ http_route: '/orders/:id', http_request_method: 'GET' })
    await eventually('the trace of the exemplar', () => shop.traceIds().includes(labels.trace_id ?? ''))
    expect(labels.span_id).toMatch(/^[0-9a-f]{16}$/)
    const metadata = await prometheus.get<Record<string, { type: string; unit: string }[]>>('metadata')
    expect(metadata.http_server_request_duration_seconds?.[0]).toMatchObject({ type: 'histogram', unit: 'seconds' })
    expect(metadata.process_cpu_time_seconds?.[0]).toMatchObject({ type: 'counter' })
  })

  test('its promtool finds nothing wrong with the text format', async () => {
    const metricsPort = await findFreePort()
    const shop = await startShop(metricsPort)
    await send(shop.port, '/orders/1')
    const { body } = await eventually('the metrics port', () => send(metricsPort, '/metrics').catch(() => undefined))
    expect(checkMetrics(body)).toBe('')
  })
})
