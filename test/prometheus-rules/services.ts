import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type App, send, startApp } from '../agent/app.ts'
import { findFreePort } from '../free-port.ts'
import type { RealParts } from './real-parts.ts'

const code = `
const app = require('express')()
app.get('/orders/:id', (request, response) => response.status(request.params.id === '0' ? 500 : 200).end())
const server = app.listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))`

/** An app under the hook that pushes through the Collector, and offers the same to be scraped. */
const startService = (name: string, { ports }: RealParts, metricsPort: number): App =>
  startApp(code, {
    env: {
      OTEL_SERVICE_NAME: name,
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
      OTEL_METRICS_EXPORTER: 'otlp,prometheus',
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `http://127.0.0.1:${ports.otlp}/v1/metrics`,
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
      OTEL_EXPORTER_PROMETHEUS_PORT: `${metricsPort}`,
    },
  })

export type Services = { stop(): Promise<void> }

/**
 * The services `shop` and `pay`, with visitors: each serves ten requests a second, and fails a quarter of them. Both
 * push, and both are scraped; the list of targets says of `shop` what it is called, and of `pay` nothing.
 */
export const startServices = async (parts: RealParts): Promise<Services> => {
  const ports = [await findFreePort(), await findFreePort()] as const
  const apps = [startService('shop', parts, ports[0]), startService('pay', parts, ports[1])]
  const labels = { service_name: 'shop', deployment_environment_name: 'test' }
  const targets = [{ targets: [`127.0.0.1:${ports[0]}`], labels }, { targets: [`127.0.0.1:${ports[1]}`] }]
  // JSON is YAML.
  writeFileSync(join(parts.folder, 'agents/services.yml'), JSON.stringify(targets))
  let visit = 0
  const visits = setInterval(() => {
    visit++
    for (const app of apps) void app.port.then((port) => send(port, `/orders/${visit % 4}`)).catch(() => undefined)
  }, 100)
  const stop = async (): Promise<void> => {
    clearInterval(visits)
    await Promise.all(apps.map((app) => app.stop()))
  }
  return { stop }
}
