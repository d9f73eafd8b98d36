import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Server } from 'node:http'
import { Server as SecureServer } from 'node:https'
import { createRequire } from 'node:module'
import type { MeterProvider } from '@opentelemetry/api'
import type { AgentContext } from '../context.ts'
import { isIgnoredServer } from '../server/ignored-servers.ts'
import type { RequestObserver } from '../server/request-observer.ts'
import { outside } from '../storage.ts'
import type { MetricsSdk } from './metrics-sdk.ts'
import { preloadMetricsSdk } from './preload-sdk.ts'
import { createRequestSeries, type RequestSeries } from './request-series.ts'
import { watchWorkers } from './watch-workers.ts'

const require = createRequire(import.meta.url)

/** Metrics of a running agent. The SDK is loaded when it is first needed. */
export type Metrics = {
  /** Counts requests. */
  readonly observer: RequestObserver
  /**
   * The SDK's provider, loaded if necessary: for code that requests a meter from OpenTelemetry's API. Undefined while
   * it loads.
   */
  provider(): MeterProvider | undefined
  /** Answers a scrape; false when Prometheus is not among the exporters. */
  answerScrape(request: IncomingMessage, response: ServerResponse): boolean
}

/** Values of `OTEL_METRICS_EXPORTER` that enable metrics. */
const exporters = ['otlp', 'prometheus', 'console']

/**
 * Starts metrics: requests are counted from the first on, but the OpenTelemetry SDK is loaded and the export started
 * only when the process listens as a web server, serves a request, or code requests a meter. The Prometheus port is for
 * processes that serve.
 */
export const startMetrics = (context: AgentContext): Metrics | undefined => {
  const { agent, otel } = context.config
  const names = otel.metricsExporter
  if (!exporters.some((name) => names.includes(name))) return undefined
  const series = createRequestSeries(agent.metricsMaxSeries, otel.exemplarFilter)
  const { wake, wakeGently, sendUnwoken } = createSleeper(context, series, Date.now())
  // Not at once: an app that has just begun to listen should serve its first requests first.
  const wakeSoon = (): void => void outside(() => setTimeout(wakeGently, wakeDelay).unref())
  if (names.includes('prometheus')) watchWorkers()
  subscribe('tracing:net.server.listen:asyncEnd', (message) => {
    const { server } = message as { readonly server: unknown }
    if ((server instanceof Server || server instanceof SecureServer) && !isIgnoredServer(server)) wakeSoon()
  })
  return {
    observer: wakingAtFirst(series.observer, () => {
      context.onFlush(sendUnwoken)
      wakeSoon()
    }),
    provider: () => wake()?.provider,
    answerScrape: (request, response) => {
      const endpoint = wake()?.prometheus
      endpoint?.answer(request, response)
      return endpoint !== undefined
    },
  }
}

/** The first request loads the rest, in case the call of `listen` was not seen. */
const wakingAtFirst = (observer: RequestObserver, wake: () => void): RequestObserver => {
  let isFirst = true
  return {
    ...observer,
    requestStarted: (active) => {
      if (isFirst) {
        isFirst = false
        wake()
      }
      observer.requestStarted(active)
    },
  }
}

/** In ms. */
const wakeDelay = 50

type Sleeper = {
  /** Loads the SDK and starts the export; undefined while that is in progress. */
  wake(): MetricsSdk | undefined
  /** Loads the SDK in small steps, then opens the Prometheus port as well. Never throws. */
  wakeGently(): void
  /** Sends the counts of a process that ends before the SDK is loaded. */
  sendUnwoken(): Promise<void>
}

const createSleeper = (context: AgentContext, series: RequestSeries, start: number): Sleeper => {
  let sdk: MetricsSdk | undefined
  let isWaking = false
  let isServing = false
  const wake = (): MetricsSdk | undefined => {
    // Parts of the SDK request a meter from the API while they are created, which calls this function again.
    if (sdk || isWaking) return sdk
    isWaking = true
    sdk = outside(() => loadSdk().createMetricsSdk(context, series, start))
    return sdk
  }
  const serve = (): void => {
    const prometheus = wake()?.prometheus
    if (!prometheus) return
    const server = outside(() => loadServer().openMetricsServer(context, prometheus))
    context.onClose(() => void server.close())
  }
  const wakeGently = (): void => {
    if (isServing) return
    isServing = true
    preloadMetricsSdk()
      .then(serve)
      .catch((error: Error) => context.warnOnce('metrics', `metrics are not collected: ${error?.message}`))
  }
  const sendUnwoken = async (): Promise<void> => {
    if (sdk === undefined) await wake()?.provider.forceFlush()
  }
  return { wake, wakeGently, sendUnwoken }
}

const loadSdk = (): typeof import('./metrics-sdk.ts') => require('./metrics-sdk.js')
const loadServer = (): typeof import('./metrics-server.ts') => require('./metrics-server.js')
