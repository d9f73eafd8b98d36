import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2'
import { request as secureRequest } from 'node:https'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type App, startApp } from './app.ts'
import { openReceiver, type ReceivedSpan, type Receiver } from './receiver.ts'

const tls = join(import.meta.dirname, 'tls')

/** The same answers by the compatibility API and by streams: `seen()` is the trace id that the app's own code sees. */
const common = `
const http2 = require('node:http2')
const pino = require('pino')()
const { trace } = require('@opentelemetry/api')
const seen = () => trace.getActiveSpan()?.spanContext().traceId ?? 'none'
let left = []
const pem = { cert: require('fs').readFileSync('${tls}/server.pem'), key: require('fs').readFileSync('${tls}/server.key') }
const secure = (listener) => http2.createSecureServer({ ...pem, allowHTTP1: true }, listener)
const listen = (server) => server.listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))`

const compat = `
const answer = (request, response) => {
  const { pathname } = new URL(request.url, 'http://x')
  if (pathname === '/context') {
    let first
    request.on('data', () => { first = seen() })
    return request.on('end', () => setTimeout(() => { pino.info('read'); response.end(JSON.stringify({ first, later: seen() })) }, 2))
  }
  if (pathname === '/slow') { response.write('part'); return response.on('close', () => left.push(seen())) }
  if (pathname === '/never') { left.push('never'); return }
  if (pathname === '/left') return response.end(JSON.stringify(left))
  if (pathname === '/events') { response.writeHead(200, { 'content-type': 'text/event-stream' }); return response.write('data: 1\\n\\n') }
  if (pathname === '/fail') { response.statusCode = 503; return response.end() }
  if (pathname === '/own') { response.setHeader('X-Request-Id', 'own'); return response.end() }
  if (pathname === '/push') {
    return response.createPushResponse({ ':path': '/style.css' }, (error, pushed) => { pushed.end('css'); response.end('pushing') })
  }
  response.end('ok')
}`

const streams = `
const answer = (stream, headers) => {
  const { pathname } = new URL(headers[':path'], 'http://x')
  const end = (body = '', more) => { stream.respond({ ':status': 200, ...more }); stream.end(body) }
  if (pathname === '/context') {
    let first
    stream.on('data', () => { first = seen() })
    return stream.on('end', () => setTimeout(() => { pino.info('read'); end(JSON.stringify({ first, later: seen() })) }, 2))
  }
  if (pathname === '/slow') { stream.respond({ ':status': 200 }); stream.write('part'); return stream.on('close', () => left.push(seen())) }
  if (pathname === '/never') { left.push('never'); return }
  if (pathname === '/left') return end(JSON.stringify(left))
  if (pathname === '/events') { stream.respond({ 'content-type': 'text/event-stream' }); return stream.write('data: 1\\n\\n') }
  if (pathname === '/fail') { stream.respond({ ':status': 503 }, { endStream: true }); return }
  if (pathname === '/own') return end('', { 'X-Request-Id': 'own' })
  if (pathname === '/push') {
    return stream.pushStream({ ':path': '/style.css' }, (error, pushed) => { pushed.respond({ ':status': 200 }); pushed.end('css'); end('pushing') })
  }
  if (pathname === '/file') return stream.respondWithFile(__filename, {})
  end('ok')
}`

const servers = [
  { name: 'the compatibility API', code: `${common}${compat}\nlisten(http2.createServer(answer))`, scheme: 'http' },
  { name: 'streams', code: `${common}${streams}\nlisten(http2.createServer().on('stream', answer))`, scheme: 'http' },
  {
    name: 'the compatibility API over TLS, with HTTP/1',
    code: `${common}${compat}\nlisten(secure(answer).on('upgrade', (request, socket) => socket.end('HTTP/1.1 401 Unauthorized\\r\\n\\r\\n')))`,
    scheme: 'https',
  },
  {
    name: 'streams of a session',
    code: `${common}${streams}\nlisten(http2.createServer().on('session', (session) => session.on('stream', (...all) => { answer(...all) })).on('stream', () => {}))`,
    scheme: 'http',
  },
] as const

type Answer = { readonly headers: Record<string, unknown>; readonly body: string; readonly pushed: readonly string[] }

const ask = (
  session: ClientHttp2Session,
  path: string,
  options: {
    readonly headers?: Record<string, string>
    readonly body?: string
    readonly leave?: 'first byte' | 'at once'
  } = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const method = options.body === undefined ? 'GET' : 'POST'
    const stream = session.request({ ':path': path, ':method': method, ...options.headers })
    const pushed: string[] = []
    let headers: Record<string, unknown> = {}
    let body = ''
    session.removeAllListeners('stream').on('stream', (push, promised) => {
      pushed.push(String(promised[':path']))
      push.resume()
    })
    stream.on('response', (got) => {
      headers = got
    })
    stream.on('data', (chunk) => {
      body += chunk
      if (options.leave === 'first byte') stream.close(8)
    })
    stream.on('error', (error) => (options.leave ? undefined : reject(error)))
    stream.on('close', () => resolve({ headers, body, pushed }))
    stream.end(options.body)
    if (options.leave === 'at once') setTimeout(() => stream.close(8), 50)
  })

describe.each(servers)('HTTP/2 by $name', ({ code, scheme }) => {
  let receiver: Receiver
  let app: App
  let session: ClientHttp2Session
  beforeAll(async () => {
    receiver = await openReceiver()
    app = startApp(code, { receiver, env: { OTEL_METRICS_EXPORTER: 'otlp', OTEL_METRIC_EXPORT_INTERVAL: '100' } })
    session = connectHttp2(`${scheme}://127.0.0.1:${await app.port}`, { rejectUnauthorized: false })
  })
  afterAll(async () => {
    expect(app.stderr()).toBe('')
    session.destroy()
    await app.stop()
    await receiver.close()
  })

  const spansOf = (path: string): ReceivedSpan[] =>
    receiver.serverSpans().filter(({ attributes }) => attributes['url.path'] === path)
  const spanOf = (path: string): Promise<ReceivedSpan> => receiver.waitFor(() => spansOf(path)[0])

  test('a request is one span with its facts, and answers its id', async () => {
    const { headers } = await ask(session, '/plain?email=ann@shop.test', {
      headers: { ':authority': 'shop.example:8443' },
    })
    const span = await spanOf('/plain')
    expect(span).toMatchObject({ name: 'GET', status: { code: 0 }, parentSpanId: '' })
    expect(span.attributes).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'network.protocol.version': '2',
      'server.address': 'shop.example',
      'server.port': 8443,
      'url.path': '/plain',
      'url.scheme': scheme,
      request_id: headers['x-request-id'],
    })
  })

  test('the context is there for calls and log lines, after a body and after timers', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const { body } = await ask(session, '/context', { body: 'x', headers: { traceparent } })
    const { traceId, spanId, parentSpanId } = await spanOf('/context')
    expect([traceId, parentSpanId]).toEqual(traceparent.split('-').slice(1, 3))
    expect(JSON.parse(body)).toEqual({ first: traceId, later: traceId })
    const line = await receiver.waitFor(() => receiver.logs.find((log) => log.body === 'read'))
    expect([line.traceId, line.spanId]).toEqual([traceId, spanId])
  })

  test('many at once on one connection', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, at) => ask(session, `/many/${at}`)))
    const spans = await receiver.waitFor(() => {
      const found = receiver
        .serverSpans()
        .filter(({ attributes }) => String(attributes['url.path']).startsWith('/many/'))
      return found.length >= 20 && found
    })
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(20)
    expect(spans).toHaveLength(20)
  })

  test('a client that resets its stream in the middle of the answer, and before it', async () => {
    await ask(session, '/slow', { leave: 'first byte' })
    const cut = await spanOf('/slow')
    expect(cut).toMatchObject({
      status: { code: 2 },
      attributes: { 'error.type': 'aborted', 'http.response.status_code': 200 },
    })
    await ask(session, '/never', { leave: 'at once' })
    const never = await spanOf('/never')
    expect(never).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': 'aborted' } })
    expect(never.attributes).not.toHaveProperty('http.response.status_code')
    expect(JSON.parse((await ask(session, '/left')).body)).toContain(cut.traceId)
  })

  test('a stream of events that its client leaves is no failure', async () => {
    await ask(session, '/events', { leave: 'first byte' })
    expect(await spanOf('/events')).toMatchObject({
      status: { code: 0 },
      attributes: { 'plainsight.stream': 'sse', 'http.response.status_code': 200 },
    })
  })

  test('a failure is an error', async () => {
    await ask(session, '/fail')
    expect(await spanOf('/fail')).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': '503' } })
  })

  test('what the server pushes belongs to the request and is none', async () => {
    const { body, pushed } = await ask(session, '/push')
    expect([body, pushed]).toEqual(['pushing', ['/style.css']])
    expect((await spanOf('/push')).status.code).toBe(0)
    expect(spansOf('/style.css')).toEqual([])
  })

  test("the app's own request id stays", async () => {
    expect((await ask(session, '/own')).headers['x-request-id']).toBe('own')
  })

  test('each request is counted once, and none is left in flight', async () => {
    const points = (name: string) => receiver.metrics.findLast((found) => found.name === name)?.points ?? []
    const sum = (values: readonly (number | undefined)[]): number =>
      values.reduce<number>((all, value) => all + (value ?? 0), 0)
    // The stream of events has no duration.
    await receiver.waitFor(
      () =>
        sum(points('http.server.request.duration').map(({ count }) => count)) === receiver.serverSpans().length - 1 &&
        sum(points('http.server.active_requests').map(({ value }) => value)) === 0,
    )
    expect(receiver.serverSpans().length).toBeGreaterThan(25)
  })
})

describe('an HTTP/2 server that allows HTTP/1', () => {
  test.each([
    ['a request', {}, 200],
    ['an upgrade', { connection: 'upgrade', upgrade: 'websocket' }, 401],
  ])('%s by HTTP/1 is one span', async (_, headers, status) => {
    const receiver = await openReceiver()
    const app = startApp(servers[2].code, { receiver })
    try {
      const port = await app.port
      const answered = await new Promise((resolve, reject) => {
        const sent = secureRequest(
          { host: '127.0.0.1', port, path: '/old', rejectUnauthorized: false, headers, agent: false },
          (response) => {
            response.resume()
            resolve(response.statusCode)
          },
        )
        sent.on('error', reject)
        sent.end()
      })
      expect(answered).toBe(status)
      const spans = await receiver.waitFor(() => receiver.serverSpans().length > 0 && receiver.serverSpans())
      expect(spans).toMatchObject([
        {
          attributes: { 'network.protocol.version': '1.1', 'url.scheme': 'https', 'http.response.status_code': status },
        },
      ])
    } finally {
      await app.stop()
      await receiver.close()
    }
  })
})

test('Fastify over HTTP/2: its routes, and what its handlers throw', async () => {
  const receiver = await openReceiver()
  const code = `
import Fastify from 'fastify'
const app = Fastify({ http2: true })
app.get('/orders/:id', async (request) => ({ id: request.params.id }))
app.get('/boom', async () => { throw new Error('boom') })
await app.listen({ port: 0, host: '127.0.0.1' })
console.log('PORT ' + app.server.address().port)`
  const app = startApp(code, { receiver, kind: 'mjs', hook: 'import' })
  const session = connectHttp2(`http://127.0.0.1:${await app.port}`)
  try {
    expect((await ask(session, '/orders/7')).body).toBe('{"id":"7"}')
    await ask(session, '/boom')
    await ask(session, '/nowhere')
    const spans = await receiver.waitFor(() => receiver.serverSpans().length >= 3 && receiver.serverSpans())
    const names = spans.map(({ name, attributes }) => [name, attributes['http.route'], attributes['error.type']])
    expect(names).toEqual([
      ['GET /orders/:id', '/orders/:id', undefined],
      ['GET /boom', '/boom', 'Error'],
      ['GET', undefined, undefined],
    ])
    expect(spans[1]?.events).toMatchObject([{ name: 'exception', attributes: { 'exception.message': 'boom' } }])
  } finally {
    session.destroy()
    await app.stop()
    await receiver.close()
  }
})
