import { createRequire } from 'node:module'
import { setImmediate as turn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)

/** The API is the copy that the SDK imports. Requesting a meter from it would load the whole SDK. */
const parts: readonly (() => unknown)[] = [
  () => require(fileURLToPath(import.meta.resolve('@opentelemetry/api'))),
  () => require('../open-telemetry/register-api.js'),
  () => require('./metrics-sdk.js'),
]

/**
 * Loads the metrics SDK part by part, with a turn of the event loop in between: all at once would delay the first
 * requests of an app. Each part is loaded synchronously: while an asynchronous import is in progress, Node 22.15 throws
 * when code requires a module of the same graph.
 */
export const preloadMetricsSdk = async (): Promise<void> => {
  for (const load of parts) {
    load()
    await turn()
  }
}
