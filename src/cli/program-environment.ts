import { fileURLToPath } from 'node:url'
import type { Environment } from '../config/load.ts'
import type { Config } from '../config/schema.ts'
import { signals } from '../model.ts'

/** Short delays, so that a request appears on the page at once. For development only. */
const quickDelays: Environment = {
  OTEL_BSP_SCHEDULE_DELAY: '200',
  OTEL_BLRP_SCHEDULE_DELAY: '200',
  OTEL_METRIC_EXPORT_INTERVAL: '5000',
}

/** Nobody but the developer calls a program under `dev`: a phone in the same network, or a tunnel, is no stranger. */
const trust: Environment = { PLAINSIGHT_TRUST_TRACEPARENT: 'all' }

const registerPath: string = fileURLToPath(new URL('../agent/register.cjs', import.meta.url))

/** A path as `NODE_OPTIONS` takes it: in quotes when it has spaces, with `\` and `"` escaped. */
const toOption = (path: string): string => (/[\s"\\]/.test(path) ? `"${path.replace(/["\\]/g, '\\$&')}"` : path)

/** Keeps existing options, and puts them first. */
export const toNodeOptions = (existing: string | undefined): string =>
  [existing, `--require ${toOption(registerPath)}`].filter(Boolean).join(' ')

/**
 * Addresses, protocols and credentials of another receiver: under `dev` data goes to its hub, and secrets for others
 * must not.
 */
const isForeignReceiver = (name: string): boolean =>
  /^OTEL_EXPORTER_OTLP_(?:(?:TRACES|METRICS|LOGS)_)?(?:ENDPOINT|HEADERS|PROTOCOL)$/.test(name)

const toEndpoints = (url: string): Environment => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  // SDKs of other languages would use gRPC by default.
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
  ...Object.fromEntries(
    signals.map((signal) => [`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`, `${url}/v1/${signal}`]),
  ),
})

/** Variables that set another receiver. */
export const findForeignReceivers = (env: Environment): string[] =>
  Object.keys(env).filter((name) => isForeignReceiver(name) && env[name])

/**
 * The environment of an instrumented program: the hook, the hub's address, and, unless they are set, short delays and
 * trust in trace headers.
 */
export const toProgramEnvironment = (
  env: Environment,
  { url, config }: { url: string; config: Config },
): Environment => {
  const token = config.agent.token ?? config.hub.token
  const own = Object.entries(env).filter(([name]) => !isForeignReceiver(name))
  const defaults = Object.entries({ ...quickDelays, ...trust }).filter(([name]) => !env[name])
  return {
    ...Object.fromEntries([...own, ...defaults]),
    ...toEndpoints(url),
    ...(token !== undefined && { PLAINSIGHT_TOKEN: token }),
    NODE_OPTIONS: toNodeOptions(env.NODE_OPTIONS),
  }
}
