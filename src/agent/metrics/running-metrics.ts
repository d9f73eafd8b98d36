import type { MeterProvider } from '@opentelemetry/api'
import type { MetricsSdk } from './metrics-sdk.ts'

/** Metrics of a running agent, asleep until something needs them. */
export type Metrics = {
  /** Loads the SDK and begins the export; undefined while that is under way. */
  wake(): MetricsSdk | undefined
  /** Loads the SDK bit by bit, then opens the Prometheus port as well. Never throws. */
  wakeGently(): void
  /** Sends what was counted by a process that ends before the SDK was loaded. */
  sendUnwoken(): Promise<void>
}

/** Known to all of the process: the app may import a copy of this package beside the one that watches it. */
const key = Symbol.for('plainsight.metrics')
type Global = typeof globalThis & { [key]?: Metrics }

export const runningMetrics = (): Metrics | undefined => (globalThis as Global)[key]

export const setRunningMetrics = (metrics: Metrics): void => {
  Object.defineProperty(globalThis, key, { value: metrics, configurable: true })
}

/** The SDK's provider, woken when it sleeps: for code that asks OpenTelemetry's API for a meter. Undefined when metrics are off. */
export const meterProvider = (): MeterProvider | undefined => runningMetrics()?.wake()?.provider
