import { createRequire } from 'node:module'
import { setImmediate as turn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Config } from '../../config/schema.ts'

const require = createRequire(import.meta.url)

/**
 * Loads the packages of the metrics SDK one after another, with a turn of the event loop between them: loaded at once they would hold
 * up the first requests of an app by a tenth of a second. Each is loaded synchronously: while an asynchronous import is under way, Node 22.15
 * throws at whoever requires a module of the same graph, such as the API when the first request asks for it.
 */
export const preloadMetricsSdk = async ({ metricsExporter }: Config['otel']): Promise<void> => {
  const packages = [
    '@opentelemetry/api',
    '@opentelemetry/core',
    '@opentelemetry/resources',
    '@opentelemetry/sdk-metrics',
    // The API, asked for a meter, brings the whole SDK.
    '@opentelemetry/sdk-trace',
    '@opentelemetry/instrumentation-runtime-node',
    ...(metricsExporter.includes('otlp') ? ['@opentelemetry/otlp-transformer'] : []),
    ...(metricsExporter.includes('prometheus') ? ['@opentelemetry/exporter-prometheus'] : []),
  ]
  for (const name of packages) {
    loadEsModule(name)
    await turn()
  }
}

/** The ES module of a package, which is the copy that the SDK imports. */
const loadEsModule = (name: string): unknown => require(fileURLToPath(import.meta.resolve(name)))
