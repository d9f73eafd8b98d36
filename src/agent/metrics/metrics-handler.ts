import type { IncomingMessage, ServerResponse } from 'node:http'
import { runningAgent } from '../running.ts'

/**
 * Answers a Prometheus scrape from the app's own server: `app.get('/metrics', metricsHandler)` or
 * `http.createServer(metricsHandler)`. OpenMetrics with exemplars for scrapers that accept it, else the text format.
 * Without a running agent, or with `prometheus` missing in `OTEL_METRICS_EXPORTER`, the answer is 503.
 */
export const metricsHandler = (request: IncomingMessage, response: ServerResponse): void => {
  if (runningAgent()?.answerScrape?.(request, response)) return
  response.statusCode = 503
  response.setHeader('content-type', 'text/plain; charset=utf-8')
  response.end(noMetrics)
}

const noMetrics =
  'No metrics: the plainsight agent is not running here, or OTEL_METRICS_EXPORTER leaves prometheus out.\n'
