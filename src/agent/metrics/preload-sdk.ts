import { createRequire } from 'node:module'
import { setImmediate as turn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)

/** The API is the copy that the SDK imports. A meter of it brings the whole SDK. */
const parts: readonly (() => unknown)[] = [
  () => require(fileURLToPath(import.meta.resolve('@opentelemetry/api'))),
  () => require('../open-telemetry/register-api.js'),
  () => require('./metrics-sdk.js'),
]

/**
 * Loads the metrics SDK part by part, with a turn of the event loop between them: at once it would hold up the first
 * requests of an app. Each is loaded synchronously: while an asynchronous import is under way, Node 22.15 throws at
 * whoever requires a module of the same graph.
 */
export const preloadMetricsSdk = async (): Promise<void> => {
  for (const load of parts) {
    load()
    await turn()
  }
}
