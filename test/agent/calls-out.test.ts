import { describe, expect, test } from 'vitest'
import { send } from './app.ts'
import { receiver, start } from './watch.ts'

/** A server that calls itself: `/out` asks `/in` in the way under test. */
const caller = (imports: string, call: string): string => `
${imports}
const server = http.createServer(async (req, res) => {
  if (req.url !== '/out') return res.end(JSON.stringify(req.headers))
  const url = 'http://127.0.0.1:' + server.address().port + '/in?token=abc'
  res.end(await ${call})
})
server.listen(0, '127.0.0.1', () => console.log('PORT ' + server.address().port))`

const byRequest = (name: string): string => `new Promise((resolve, reject) => {
  const outgoing = ${name}(url, (response) => { let text = ''; response.on('data', (part) => { text += part }).on('end', () => resolve(text)) })
  outgoing.on('error', reject)
  outgoing.end()
})`

describe('a call out is a span between the two requests, and carries the trace on', () => {
  test.each([
    ['http.request', 'cjs', "const http = require('http')", byRequest('http.request')],
    ['http.get', 'cjs', "const http = require('node:http')", byRequest('http.get')],
    [
      'a function taken at the start',
      'cjs',
      "const http = require('http'); const { request } = http",
      byRequest('request'),
    ],
    ['a named import', 'mjs', "import http, { get } from 'node:http'", byRequest('get')],
    ['fetch', 'cjs', "const http = require('http')", 'fetch(url).then((response) => response.text())'],
    ['fetch', 'mjs', "import http from 'http'", 'fetch(url).then((response) => response.text())'],
    [
      'undici.request',
      'cjs',
      "const http = require('http'); const undici = require('undici')",
      'undici.request(url).then(({ body }) => body.text())',
    ],
    [
      'undici.fetch',
      'mjs',
      "import http from 'http'; import { fetch } from 'undici'",
      'fetch(url).then((response) => response.text())',
    ],
  ] as const)('%s (%s)', async (_, kind, imports, call) => {
    const app = start(caller(imports, call), { kind })
    const answers = [await send(await app.port, '/out'), await send(await app.port, '/out')]
    await receiver.waitFor(() => receiver.spans.length >= 6)
    for (const answer of answers) {
      const outer = receiver.serverSpans().find((span) => span.attributes.request_id === answer.headers['x-request-id'])
      const client = receiver.spans.find((span) => span.kind === 3 && span.parentSpanId === outer?.spanId)
      const inner = receiver.serverSpans().find((span) => span.parentSpanId === client?.spanId)
      expect(client).toMatchObject({ traceId: outer?.traceId, name: 'GET' })
      expect(String(client?.attributes['url.full'])).toMatch(/\/in\?token=\[value\]$/)
      expect(inner).toMatchObject({ traceId: outer?.traceId, flags: 0x301 })
      expect(JSON.parse(answer.body)).toMatchObject({ traceparent: `00-${outer?.traceId}-${client?.spanId}-01` })
    }
    expect(app.stderr()).toBe('')
  })
})

test("an app's own span joins the trace of its request, and what it writes on the request's span is kept", async () => {
  const code = `
const http = require('http')
const { trace, context, propagation } = require('@opentelemetry/api')
http.createServer((req, res) => {
  const server = trace.getActiveSpan()
  server.setAttribute('shop.basket', 3).updateName('checkout').addEvent('paid', { with: 'card' })
  trace.getTracer('shop', '1.2.3').startActiveSpan('reserve', async (span) => {
    await new Promise((resolve) => setTimeout(resolve, 5))
    span.recordException(new Error('no stock'))
    span.setStatus({ code: 2, message: 'no stock' }).end()
    res.end(propagation.getActiveBaggage()?.getEntry('tenant')?.value ?? 'none')
  })
}).listen(0, '127.0.0.1', function () { console.log('PORT ' + this.address().port) })`
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const headers = { traceparent, tracestate: 'a=1', baggage: 'tenant=blue' }
  expect((await send(await start(code).port, '/pay', { headers })).body).toBe('blue')
  const server = await receiver.waitFor(() => receiver.serverSpans()[0])
  const own = await receiver.waitFor(() => receiver.spans.find((span) => span.name === 'reserve'))
  expect(server).toMatchObject({
    traceId: '0af7651916cd43dd8448eb211c80319c',
    parentSpanId: 'b7ad6b7169203331',
    traceState: 'a=1',
    name: 'checkout',
    attributes: { 'shop.basket': 3, 'url.path': '/pay' },
    events: [{ name: 'paid', attributes: { with: 'card' } }],
  })
  expect(own).toMatchObject({
    traceId: server.traceId,
    parentSpanId: server.spanId,
    scope: 'shop',
    status: { code: 2, message: 'no stock' },
    events: [{ name: 'exception', attributes: { 'exception.message': 'no stock' } }],
  })
})

describe('a call that nobody answers says why', () => {
  // `fetch` refuses port 1 by itself.
  const closed = "'http://127.0.0.1:4/'"
  test.each([
    ['http.get', `new Promise((resolve) => http.get(${closed}).on('error', () => resolve('caught')))`],
    [
      'http.get by name',
      `new Promise((resolve) => http.get('http://localhost:4/').on('error', () => resolve('caught')))`,
    ],
    ['fetch', `fetch(${closed}).catch(() => 'caught')`],
  ])('%s', async (_, call) => {
    const app = start(caller("const http = require('http')", call))
    expect((await send(await app.port, '/out')).body).toBe('caught')
    const client = await receiver.waitFor(() => receiver.spans.find(({ kind }) => kind === 3))
    expect(client).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': 'ECONNREFUSED' } })
  })

  test.each([
    ['ends the process', 'new Promise(() => http.get(to))'],
    [
      'breaks the answer off',
      "new Promise(() => http.get(to).on('error', (error) => { trace.getActiveSpan().recordException(error); res.destroy(error) }))",
    ],
  ])('to the request in which it happened, when it %s', async (_, call) => {
    const imports = `const http = require('http'); const { trace } = require('@opentelemetry/api'); const to = ${closed}`
    const app = start(caller(imports, call))
    await send(await app.port, '/out').catch(() => undefined)
    const [server] = await receiver.waitFor(() => receiver.serverSpans().length > 0 && receiver.serverSpans())
    expect(server).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': 'ECONNREFUSED' } })
  })
})

/** Servers that fail in each way, and calls by each client: what went wrong in a word. */
const failures: readonly (readonly [call: string, type: string | undefined])[] = [
  ["byHttp(http, 'http://127.0.0.1:4/')", 'ECONNREFUSED'],
  ["byHttp(http, 'http://localhost:4/')", 'ECONNREFUSED'],
  ["byHttp(https, 'https://127.0.0.1:4/')", 'ECONNREFUSED'],
  ["byHttp(https, own('/fine').replace('http:', 'https:'))", 'EPROTO'],
  ["byHttp(http, own('/reset'))", 'ECONNRESET'],
  ["byHttp(http, own('/never'), { signal: AbortSignal.timeout(50) })", 'AbortError'],
  ["byHttp(http, own('/500'))", '500'],
  ["byHttp(http, own('/404'))", '404'],
  ["byHttp(http, own('/fine'))", undefined],
  ["fetch('http://127.0.0.1:4/')", 'ECONNREFUSED'],
  ["fetch('http://localhost:4/')", 'ECONNREFUSED'],
  ["fetch(own('/reset'))", 'UND_ERR_SOCKET'],
  ["fetch(own('/never'), { signal: AbortSignal.timeout(50) })", 'TimeoutError'],
  ["fetch(own('/500')).then((response) => response.text())", '500'],
  ["fetch(own('/fine')).then((response) => response.text())", undefined],
  ["undici.request('http://127.0.0.1:4/')", 'ECONNREFUSED'],
  ["undici.request(own('/404')).then(({ body }) => body.text())", '404'],
]

test('what went wrong with a call is the same word on its span and in the metric', async () => {
  const code = `
const http = require('http'), https = require('https'), undici = require('undici')
const server = http.createServer((req, res) => {
  if (req.url === '/reset') return req.socket.destroy()
  if (req.url === '/never') return
  res.statusCode = Number(req.url.slice(1)) || 200
  res.end('ok')
})
const own = (path) => 'http://127.0.0.1:' + server.address().port + path
const byHttp = (client, url, options = {}) => new Promise((resolve, reject) => client.get(url, options, (response) => response.resume().on('end', resolve)).on('error', reject))
server.listen(0, '127.0.0.1', async () => {
  ${failures.map(([call]) => `await ${call}.catch(() => undefined)`).join('\n  ')}
})`
  start(code, {
    env: { PLAINSIGHT_HTTP_SERVER: 'off', OTEL_METRICS_EXPORTER: 'otlp', OTEL_METRIC_EXPORT_INTERVAL: '100' },
  })
  await receiver.waitFor(() => receiver.spans.length >= failures.length)
  expect(receiver.spans.map(({ attributes }) => attributes['error.type'])).toEqual(failures.map(([, type]) => type))
  const counted = (): unknown[] =>
    ['http', 'undici'].flatMap((client) =>
      (
        receiver.metrics.findLast(
          ({ name, scope }) => name === 'http.client.request.duration' && scope.endsWith(`-${client}`),
        )?.points ?? []
      ).flatMap(({ attributes, count = 0 }) => Array.from({ length: count }, () => String(attributes['error.type']))),
    )
  await receiver.waitFor(() => counted().length >= failures.length)
  expect(counted().sort()).toEqual(failures.map(([, type]) => String(type)).sort())
})
