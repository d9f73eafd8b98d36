import { expect, test } from 'vitest'
import { send } from '../app.ts'
import { receiver, start } from '../watch.ts'

/**
 * A framework behind an Express route that takes every path; its spans begin inside of the request, with what the query
 * says.
 */
const code = `
const { trace, SpanKind } = require('@opentelemetry/api')
const express = require('express')
const app = express()
const tracer = trace.getTracer('framework')
const inside = (request, response) => {
  for (const [key, value] of new URL(request.url, 'http://x').searchParams) {
    const kind = key === 'server' ? SpanKind.SERVER : SpanKind.INTERNAL
    const attributes = { [key === 'server' ? 'http.route' : key]: value }
    tracer.startActiveSpan('inner', { kind, attributes }, (span) => span.end())
  }
  response.end('ok')
}
app.get('/fixed/:id', inside)
app.all('/{*splat}', inside)
const server = app.listen(0, '127.0.0.1', () => console.log('PORT ' + server.address().port))`

const table = [
  ['/a?http.route=/orders/:id', '/orders/:id'],
  ['/a?next.route=/orders/[id]', '/orders/[id]'],
  ['/a?server=/orders/[id]', '/orders/[id]'],
  ['/a?next.route=/_not-found', undefined],
  ['/a?next.route=/orders/[id]&next.route=/_error', '/orders/[id]'],
  ['/a?http.route=/page&http.route=/what-the-page-asks-for-itself', '/page'],
  ['/a?http.route=unknown', undefined],
  ['/a', undefined],
  ['/fixed/7?http.route=/inner', '/fixed/:id'],
] as const

test.each(['always_on', 'always_off'])(
  'a route that inner spans tell is the route of the request, once (%s)',
  async (sampler) => {
    const env = { OTEL_TRACES_SAMPLER: sampler, OTEL_METRICS_EXPORTER: 'otlp', OTEL_METRIC_EXPORT_INTERVAL: '100' }
    const port = await start(code, { env }).port
    for (const [path] of table) await send(port, path)
    const points = await receiver.waitFor(() => {
      const metric = receiver.metrics.findLast(({ name }) => name === 'http.server.request.duration')
      return metric?.points.reduce((sum, { count }) => sum + (count ?? 0), 0) === table.length && metric.points
    })
    const counted = points.flatMap(({ attributes, count }) =>
      Array.from({ length: count ?? 0 }, () => String(attributes['http.route'])),
    )
    expect(counted.toSorted()).toEqual(table.map(([, route]) => String(route)).toSorted())
    if (sampler === 'always_off') return
    const spans = await receiver.waitFor(() => receiver.serverSpans().length >= table.length && receiver.serverSpans())
    expect(spans.map(({ attributes }) => attributes['http.route'])).toEqual(table.map(([, route]) => route))
  },
)
