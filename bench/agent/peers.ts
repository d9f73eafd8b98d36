import { join } from 'node:path'

/** One way to instrument an app: what is preloaded, and with which environment. */
export type Peer = {
  readonly name: string
  /** Preload flags of node. */
  readonly flags: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

const root = join(import.meta.dirname, '..', '..')
const preload = (file: string): readonly string[] => ['--require', file]

/** All peers send all spans, metrics and logs to the same receiver, in the way that their own docs recommend first. */
export const createPeers = (receiver: string, cache: string): readonly Peer[] => {
  const otlp = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver, OTEL_SERVICE_NAME: 'bench' }
  return [
    {
      name: 'plainsight',
      flags: preload(join(root, 'dist/agent/register.cjs')),
      env: { ...otlp, OTEL_EXPORTER_PROMETHEUS_PORT: '0' },
    },
    {
      name: 'sdk-node',
      flags: preload(join(import.meta.dirname, 'peer-sdk-node.cjs')),
      env: { ...otlp, OTEL_METRICS_EXPORTER: 'otlp', OTEL_LOGS_EXPORTER: 'otlp' },
    },
    {
      name: 'dd-trace',
      flags: preload(join(cache, 'node_modules/dd-trace/init.js')),
      env: {
        DD_TRACE_AGENT_URL: receiver,
        DD_SERVICE: 'bench',
        DD_LOGS_INJECTION: 'true',
        DD_RUNTIME_METRICS_ENABLED: 'true',
        DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
        DD_REMOTE_CONFIGURATION_ENABLED: 'false',
      },
    },
    {
      name: 'prom-client + pino-http',
      flags: preload(join(import.meta.dirname, 'peer-by-hand.cjs')),
      env: { BENCH_CACHE: cache },
    },
  ]
}
