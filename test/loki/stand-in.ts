import { createServer, type IncomingMessage, type Server } from 'node:http'
import { join } from 'node:path'
import type { Answer } from './answer.ts'
import { answerRange, answerValues } from './answer-queries.ts'
import { createFigures } from './figures.ts'
import { openLines } from './lines.ts'
import { createReceive } from './receive.ts'
import type { LokiSettings } from './settings.ts'

/** Name of a route in the figures, and what it answers. */
type Routed = readonly [route: string, answer: Answer]

/**
 * Stands in Loki's place in the tests: takes logs by OTLP within the limits of loki/loki.yaml, keeps the lines on the
 * disk before it answers, counts them, and answers LogQL of the kinds that dashboards and tests ask.
 */
export const createStandIn = (settings: LokiSettings): Server => {
  const lines = openLines(join(settings.common.path_prefix, 'lines.ndjson'))
  const figures = createFigures()
  const receive = createReceive(settings, lines, figures)
  const most = settings.limits_config.max_entries_limit_per_query

  const answer = async (request: IncomingMessage): Promise<Routed> => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://loki')
    const [, label] = /^\/loki\/api\/v1\/label\/(\w+)\/values$/.exec(pathname) ?? []
    if (pathname === '/otlp/v1/logs') return ['otlp_v1_logs', await receive(request)]
    if (pathname === '/loki/api/v1/query_range')
      return ['loki_api_v1_query_range', answerRange(lines.all, searchParams, most)]
    if (label) return ['loki_api_v1_label_name_values', answerValues(lines.all, label, searchParams)]
    if (pathname === '/ready') return ['ready', { status: 200, text: 'ready\n' }]
    if (pathname === '/metrics') return ['metrics', { status: 200, text: figures.text() }]
    return ['other', { status: 404 }]
  }

  return createServer(async (request, response) => {
    const started = performance.now()
    const failed = (error: unknown): Routed => ['other', { status: 400, text: String(error) }]
    const [route, { status, text, data }] = await answer(request).catch(failed)
    const labels = { method: request.method ?? '', route, status_code: `${status}` }
    figures.observe(labels, (performance.now() - started) / 1000)
    response.setHeader('content-type', data ? 'application/json' : 'text/plain; version=0.0.4')
    response.writeHead(status).end(data ? JSON.stringify({ status: 'success', data }) : text)
  })
}
