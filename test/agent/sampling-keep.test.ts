import { describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { send } from './app.ts'
import type { ReceivedSpan } from './receiver.ts'
import { receiver, start } from './watch.ts'

/**
 * Requests that fail, are slow, or have a failure inside; each with a span of its own, which ends before the request.
 */
const shop = `
const express = require('express')
const http = require('http')
const { trace } = require('@opentelemetry/api')
const tracer = trace.getTracer('shop')
const app = express()
app.use((req, res, next) => { tracer.startSpan('work').end(); next() })
app.get('/ok', (req, res) => res.end('ok'))
app.get('/items/:id', (req, res) => res.end('ok'))
app.get('/fail', (req, res) => { trace.getActiveSpan().setAttribute('shop.basket', 3); res.status(503).end() })
app.get('/inner', (req, res) => {
  const span = tracer.startSpan('broken')
  span.setStatus({ code: 2, message: 'no stock' }).end()
  const after = tracer.startSpan('after the answer')
  res.end('ok', () => setTimeout(() => after.end(), 20))
})
app.get('/slow', (req, res) => http.get('http://127.0.0.1:' + server.address().port + '/seen', (answer) => setTimeout(() => answer.pipe(res), 150)))
app.get('/seen', (req, res) => res.json(req.headers))
app.get('/stream', (req, res) => { res.writeHead(200, { 'content-type': 'text/event-stream' }); res.write('data: 1\\n\\n'); setTimeout(() => res.end(), 150) })
app.get('/many', (req, res) => {
  for (let at = 0; at < 300; at++) tracer.startSpan('step', { attributes: { text: 'x'.repeat(1000) } }).end()
  setTimeout(() => res.end('ok'), 20)
})
app.get('/open', (req, res) => { res.write('begun'); console.log('OPEN') })
const server = app.listen(0, '127.0.0.1', () => console.log('PORT ' + server.address().port))
for (const code of [0, 2]) {
  tracer.startActiveSpan('job ' + code, (job) => { tracer.startSpan('step of ' + code).end(); job.setStatus({ code }).end() })
}`

const nameOf = ({ name, attributes }: ReceivedSpan): string => String(attributes['url.path'] ?? name)
const names = (): string[] => receiver.spans.map(nameOf).sort()
const keep = { OTEL_TRACES_SAMPLER: 'parentbased_always_off', PLAINSIGHT_KEEP: 'errors,slow:100ms' }

describe('PLAINSIGHT_KEEP', () => {
  test('keeps whole traces of errors and slow requests that sampling leaves out, with certainty', async () => {
    const port = await start(shop, { env: keep }).port
    for (const path of ['/ok', '/stream', '/fail', '/inner']) await send(port, path)
    const slow = await send(port, '/slow')
    await receiver.waitFor(() => names().includes('after the answer') && names().includes('/slow'))
    expect(names()).toEqual(
      [
        '/fail',
        '/inner',
        '/slow',
        'GET',
        'after the answer',
        'broken',
        'job 2',
        'step of 2',
        'work',
        'work',
        'work',
      ].sort(),
    )
    expect(new Set(receiver.spans.map(({ traceState }) => traceState))).toEqual(new Set(['ot=th:0']))
    expect(receiver.spans.every(({ flags }) => (flags & 1) === 1)).toBe(true)
    const fail = receiver.spans.find((span) => nameOf(span) === '/fail')
    expect(fail).toMatchObject({ name: 'GET /fail', attributes: { 'shop.basket': 3 }, status: { code: 2 } })
    expect(receiver.spans.find(({ traceId, name }) => name === 'work' && traceId === fail?.traceId)?.parentSpanId).toBe(
      fail?.spanId,
    )
    // Others hear what was decided at the beginning: they cannot wait for the end.
    const seen = JSON.parse(slow.body) as Record<string, string>
    expect([seen.traceparent?.slice(-2), seen.tracestate]).toEqual(['00', undefined])
  })

  test('leaves the weight of others as it is', async () => {
    const env = { ...keep, OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' }
    const port = await start(shop, { env }).port
    const answers = await Promise.all(Array.from({ length: 60 }, (_, at) => send(port, at % 2 === 0 ? '/ok' : '/fail')))
    const ids = (path: number): string[] =>
      answers.filter((_, at) => at % 2 === path).map(({ headers }) => String(headers['x-request-id']))
    const wanted = [...ids(0).filter((id) => id.slice(18) >= '8'), ...ids(1)]
    await receiver.waitFor(() => receiver.serverSpans().length === wanted.length)
    expect(
      receiver
        .serverSpans()
        .map(({ traceId }) => traceId)
        .sort(),
    ).toEqual(wanted.sort())
    for (const span of receiver.spans) {
      const isCertain = !span.name.includes('job 0') && (ids(1).includes(span.traceId) || /2$/.test(span.name))
      expect([span.name, span.traceState]).toEqual([span.name, isCertain ? 'ot=th:0' : 'ot=th:8'])
    }
  })

  test('decides by what is known when too much waits, and about open requests when the process ends', async () => {
    const env = { OTEL_TRACES_SAMPLER: 'always_on', PLAINSIGHT_KEEP: 'errors', PLAINSIGHT_KEEP_MAX_BYTES: '65536' }
    const app = start(shop, { env })
    const port = await app.port
    await send(port, '/many')
    await receiver.waitFor(() => names().includes('/many') && names().filter((name) => name === 'step').length === 300)
    expect(receiver.spans.filter(({ name }) => name === 'step').every(({ traceState }) => traceState === '')).toBe(true)
    const pending = send(port, '/open').catch(() => undefined)
    await eventually('the open request', () => app.stdout().includes('OPEN') || undefined)
    await app.stop('SIGTERM')
    await pending
    await receiver.waitFor(() => names().includes('/open'))
    const open = receiver.spans.find((span) => nameOf(span) === '/open')
    expect(open).toMatchObject({ traceState: 'ot=th:0', attributes: { 'error.type': 'process_exit' } })
    expect(
      receiver.spans
        .filter(({ traceId }) => traceId === open?.traceId)
        .map(nameOf)
        .sort(),
    ).toEqual(['/open', 'work'])
  })
})

test('a route whose traces are left out takes the spans below its requests along', async () => {
  const app = start(shop, { env: { PLAINSIGHT_IGNORE_TRACES: 'GET route:/items/*,span:job*' } })
  const port = await app.port
  for (const path of ['/items/1', '/ok', '/items/2', '/inner']) await send(port, path)
  await receiver.waitFor(() => names().includes('after the answer') && names().includes('/inner'))
  expect(names()).toEqual(['/inner', '/ok', 'after the answer', 'broken', 'work', 'work'])
  expect(receiver.spans.every(({ traceState }) => traceState === '')).toBe(true)
  expect(app.stderr()).toBe('')
})
