import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Server } from 'node:http'
import { Server as SecureServer } from 'node:https'
import { createRequire } from 'node:module'
import type { AgentContext } from '../context.ts'
import { isIgnoredServer } from '../server/ignored-servers.ts'
import { observeRequests, type RequestObserver } from '../server/request-observer.ts'
import { outside } from '../storage.ts'
import type { MetricsSdk } from './metrics-sdk.ts'
import { preloadMetricsSdk } from './preload-sdk.ts'
import { createRequestSeries, type RequestSeries } from './request-series.ts'
import { type Metrics, runningMetrics, setRunningMetrics } from './running-metrics.ts'
import { watchWorkers } from './watch-workers.ts'

const require = createRequire(import.meta.url)

/**
 * Starts metrics: requests are counted from the first on, but the OpenTelemetry SDK is loaded and the export begun only when the
 * process listens as a web server, serves a request, or somebody asks for a meter. The Prometheus port is for processes that serve.
 */
export const startMetrics = (context: AgentContext): void => {
  const { agent, otel } = context.config
  const exporters = otel.metricsExporter
  if (!exporters.includes('otlp') && !exporters.includes('prometheus')) return
  const series = createRequestSeries(agent.metricsMaxSeries, otel.exemplarFilter)
  const metrics = createMetrics(context, series, Date.now())
  setRunningMetrics(metrics)
  observeRequests(wakingAtFirst(series.observer, () => context.onShutdown(() => metrics.sendUnwoken())))
  if (exporters.includes('prometheus')) watchWorkers()
  subscribe('tracing:net.server.listen:asyncEnd', (message) => {
    const { server } = message as { readonly server: unknown }
    if ((server instanceof Server || server instanceof SecureServer) && !isIgnoredServer(server)) wakeSoon()
  })
}

/** The first request wakes the rest, in case the listening was not seen; then the counting goes on by itself. */
const wakingAtFirst = (observer: RequestObserver, woken: () => void): RequestObserver => ({
  ...observer,
  requestStarted: (active) => {
    observeRequests(observer)
    woken()
    wakeSoon()
    observer.requestStarted(active)
  },
})

/** A moment after the call that woke us: an app that has just begun to listen has better things to do. */
const wakeSoon = (): void => {
  outside(() => setTimeout(() => runningMetrics()?.wakeGently(), wakeDelay).unref())
}

/** In ms. */
const wakeDelay = 50

const createMetrics = (context: AgentContext, series: RequestSeries, start: number): Metrics => {
  let sdk: MetricsSdk | undefined
  let isWaking = false
  let isServing = false
  const wake = (): MetricsSdk | undefined => {
    // Parts of the SDK ask the API for a meter while they are made, and so come back here.
    if (sdk || isWaking) return sdk
    isWaking = true
    sdk = outside(() => loadSdk().createMetricsSdk(context, series, start))
    return sdk
  }
  const serve = (): void => {
    const prometheus = wake()?.prometheus
    if (prometheus) outside(() => loadServer().openMetricsServer(context, prometheus))
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

/**
 * Answers a Prometheus scrape from the app's own server: `app.get('/metrics', metricsHandler)` or `http.createServer(metricsHandler)`. OpenMetrics with
 * exemplars to scrapers that ask for it, else the text format. Without a running agent, or with `prometheus` missing in
 * `OTEL_METRICS_EXPORTER`, the answer is 503.
 */
export const metricsHandler = (request: IncomingMessage, response: ServerResponse): void => {
  const endpoint = runningMetrics()?.wake()?.prometheus
  if (endpoint) {
    endpoint.answer(request, response)
    return
  }
  response.statusCode = 503
  response.setHeader('content-type', 'text/plain; charset=utf-8')
  response.end(noMetrics)
}

const noMetrics =
  'No metrics: the plainsight agent is not running here, or OTEL_METRICS_EXPORTER leaves prometheus out.\n'
