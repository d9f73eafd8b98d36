import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { type App, send, startApp } from './app.ts'
import { openReceiver, type ReceivedSpan, type Receiver } from './receiver.ts'

const code = `
const http = require('http')
const { trace } = require('@opentelemetry/api')
const { AsyncResource } = require('async_hooks')
const seen = () => trace.getActiveSpan()?.spanContext().traceId ?? 'none'
let begun = false
let closed = []
const server = http.createServer((req, res) => {
  const url = new URL(req.url, 'http://x')
  if (url.pathname === '/slow') { begun = true; res.on('close', () => closed.push(seen())); return }
  if (url.pathname === '/half') { res.writeHead(200, { 'content-length': 100 }); res.write('part'); return }
  if (url.pathname === '/wait') return setTimeout(() => res.end(url.pathname), 30)
  if (url.pathname === '/begun') return res.end(String(begun))
  if (url.pathname === '/closed') return res.end(JSON.stringify(closed))
  if (url.pathname === '/early') { res.writeEarlyHints({ link: '</a>; rel=preload' }); return setImmediate(() => res.writeHead(201).end()) }
  if (url.pathname === '/pool') { const bound = AsyncResource.bind(() => res.end(seen())); return setImmediate(() => bound()) }
  if (url.pathname === '/stream') return req.pipe(res)
  if (url.pathname === '/own-id') {
    const own = { set: () => res.setHeader('X-Request-Id', 'own'), object: { 'X-Request-Id': 'own' }, flat: ['X-Request-Id', 'own'], pairs: [['X-Request-Id', 'own']] }[url.searchParams.get('by')]
    if (typeof own === 'function') own()
    return res.writeHead(200, typeof own === 'function' ? undefined : own).end()
  }
  if (url.pathname === '/heads') { res.setHeader('x-set', '1'); return res.writeHead(200, 'Fine', url.searchParams.get('by') === 'list' ? ['x-given', '2'] : { 'x-given': '2' }).end() }
  if (url.pathname === '/status') { res.statusCode = Number(url.searchParams.get('code')); return res.end() }
  res.end('ok')
})
server.on('upgrade', (req, socket) => {
  if (req.url === '/refuse') return socket.end('HTTP/1.1 401 Unauthorized\\r\\n\\r\\n')
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nupgrade: echo\\r\\nconnection: upgrade\\r\\n\\r\\n')
  socket.pipe(socket)
})
server.listen(0, '127.0.0.1', () => console.log('PORT ' + server.address().port))`

let receiver: Receiver
let app: App
let port: number
beforeAll(async () => {
  receiver = await openReceiver()
  app = startApp(code, { receiver })
  port = await app.port
})
afterAll(async () => {
  expect(app.stderr()).toBe('')
  await app.stop()
  await receiver.close()
})

const spanOf = (path: string, count = 1): Promise<ReceivedSpan> =>
  receiver.waitFor(() => receiver.serverSpans().filter((span) => span.attributes['url.path'] === path)[count - 1])

/** Speaks HTTP by hand; answers everything that came back once `enough` of it did. */
const talk = (text: string, enough: (answer: string) => boolean): Promise<{ answer: string; socket: Socket }> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket.on('error', reject)
    socket.on('data', (chunk) => {
      answer += chunk
      if (enough(answer)) resolve({ answer, socket })
    })
  })

describe('each request has its right span', () => {
  test('a client that goes away before the answer', async () => {
    const socket = connect(port, '127.0.0.1', () => socket.write('GET /slow HTTP/1.1\r\nhost: shop\r\n\r\n'))
    await eventually('the request at the server', async () => (await send(port, '/begun')).body === 'true')
    socket.destroy()
    const span = await spanOf('/slow')
    expect(span).toMatchObject({
      status: { code: 2 },
      attributes: { 'error.type': 'aborted', 'server.address': 'shop' },
    })
    expect(span.attributes).not.toHaveProperty('http.response.status_code')
    expect(JSON.parse((await send(port, '/closed')).body)).toEqual([span.traceId])
  })

  test('a client that goes away in the middle of the answer', async () => {
    const { socket } = await talk('GET /half HTTP/1.1\r\nhost: shop\r\n\r\n', (answer) => answer.includes('part'))
    socket.destroy()
    expect(await spanOf('/half')).toMatchObject({
      status: { code: 2 },
      attributes: { 'error.type': 'aborted', 'http.response.status_code': 200 },
    })
  })

  test('several requests on one connection, one after another and pipelined', async () => {
    const request = (path: string): string => `GET ${path} HTTP/1.1\r\nhost: shop\r\n\r\n`
    const { socket } = await talk(
      request('/wait') + request('/second') + request('/wait'),
      (answer) => answer.split('HTTP/1.1 200').length === 4,
    )
    socket.destroy()
    const spans = [await spanOf('/wait'), await spanOf('/second'), await spanOf('/wait', 2)]
    expect(new Set(spans.map((span) => span.traceId)).size).toBe(3)
    for (const span of spans)
      expect(span).toMatchObject({ status: { code: 0 }, attributes: { 'http.response.status_code': 200 } })
  })

  test('a protocol upgrade, taken and refused', async () => {
    const upgrade = (path: string): string =>
      `GET ${path} HTTP/1.1\r\nhost: shop\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n`
    const taken = await talk(upgrade('/socket'), (answer) => answer.includes('\r\n\r\n'))
    expect((await spanOf('/socket')).attributes).toMatchObject({ 'http.response.status_code': 101 })
    taken.socket.write('ping')
    expect(await new Promise((resolve) => taken.socket.once('data', (data) => resolve(String(data))))).toBe('ping')
    taken.socket.destroy()
    await talk(upgrade('/refuse'), (answer) => answer.includes('401'))
    expect((await spanOf('/refuse')).attributes).toMatchObject({ 'http.response.status_code': 401 })
  })

  test.each([
    [
      'HEAD',
      '/head',
      { method: 'HEAD' },
      { name: 'HEAD', 'http.request.method': 'HEAD', 'http.response.status_code': 200 },
    ],
    ['an interim answer', '/early', {}, { name: 'GET', 'http.response.status_code': 201 }],
    [
      'an unusual method',
      '/propfind',
      { method: 'PROPFIND' },
      { name: 'HTTP', 'http.request.method': '_OTHER', 'http.request.method_original': 'PROPFIND' },
    ],
    [
      'another host',
      '/host',
      { headers: { host: 'shop.example:8080' } },
      { name: 'GET', 'server.address': 'shop.example', 'server.port': 8080 },
    ],
  ] as const)('%s', async (_, path, options, { name, ...attributes }) => {
    await send(port, path, options)
    const span = await spanOf(path)
    expect(span.name).toBe(name)
    expect(span.attributes).toMatchObject(attributes)
  })

  test.each([
    [404, 0],
    [499, 0],
    [500, 2],
    [503, 2],
  ])('status %d gives span status %d', async (status, code) => {
    const answer = await send(port, `/status?code=${status}`)
    const span = await receiver.waitFor(() =>
      receiver.spans.find(({ attributes }) => attributes.request_id === answer.headers['x-request-id']),
    )
    expect(span.status.code).toBe(code)
    expect(span.attributes['error.type']).toBe(code === 2 ? String(status) : undefined)
  })

  test('work that a pool brings back is in the context of its request', async () => {
    const { body } = await send(port, '/pool')
    expect((await spanOf('/pool')).traceId).toBe(body)
  })

  test('a body goes through untouched', async () => {
    const body = 'ü'.repeat(100_000)
    expect((await send(port, '/stream', { body })).body).toBe(body)
  })

  test('neither query values, nor addresses, nor the user agent leave the process', async () => {
    await send(port, '/private?email=ann@shop.test', {
      headers: { 'user-agent': 'Secret/1.0', cookie: 'sid=1', authorization: 'Bearer t' },
    })
    const keys = Object.keys((await spanOf('/private')).attributes)
    expect(keys.filter((key) => /query|client|user_agent|header|peer/.test(key))).toEqual([])
  })
})

test('a handler that throws and ends the process leaves its exception on the span', async () => {
  const crash = `require('http').createServer(() => { throw new Error('crash') }).listen(0, '127.0.0.1', function () { console.log('PORT ' + this.address().port) })`
  const dying = startApp(crash, { receiver })
  await send(await dying.port, '/crash').catch(() => undefined)
  expect((await dying.ended).code).toBe(1)
  expect(await spanOf('/crash')).toMatchObject({
    status: { code: 2 },
    events: [{ name: 'exception', attributes: { 'exception.message': 'crash' } }],
  })
})

describe('a request id', () => {
  test.each([
    ['is taken when it is sane', 'order-77:a.b_c=', true],
    ['is replaced when it is too long', 'x'.repeat(129), false],
    ['is replaced when it is hostile', '<script>alert(1)</script>', false],
    ['is replaced when it is empty', '', false],
  ])('%s', async (_, id, taken) => {
    const answer = await send(port, '/id', { headers: { 'x-request-id': id } })
    const answered = String(answer.headers['x-request-id'])
    if (taken) expect(answered).toBe(id)
    else expect(answered).toMatch(/^[0-9a-f]{32}$/)
    await receiver.waitFor(() => receiver.spans.find(({ attributes }) => attributes.request_id === answered))
  })
})

describe('a response', () => {
  test.each(['set', 'object', 'flat', 'pairs'])('keeps the request id that the app answers itself (%s)', async (by) => {
    const { answer, socket } = await talk(`GET /own-id?by=${by} HTTP/1.1\r\nhost: x\r\n\r\n`, (text) =>
      text.includes('\r\n\r\n'),
    )
    socket.destroy()
    expect(answer.match(/x-request-id: .*/gi)).toEqual(['X-Request-Id: own'])
  })
  test.each(['object', 'list'])('has the headers of the app beside the id (%s)', async (by) => {
    const { answer, socket } = await talk(`GET /heads?by=${by} HTTP/1.1\r\nhost: x\r\n\r\n`, (text) =>
      text.includes('\r\n\r\n'),
    )
    socket.destroy()
    expect(answer).toMatch(/^HTTP\/1.1 200 Fine\r\n/)
    for (const line of [/^x-set: 1$/m, /^x-given: 2$/m, /^x-request-id: [0-9a-f]{32}$/m]) {
      expect(answer.replaceAll('\r', '').match(new RegExp(line, 'gm'))).toHaveLength(1)
    }
  })
})

describe('a trace that comes from elsewhere', () => {
  const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  test.each([
    ['is continued', parent, true],
    ['is continued in a later version', parent.replace('00-', '01-').concat('-more'), true],
    ['is left when malformed', parent.replace('b7', 'XX'), false],
    ['is left when its ids are zero', '00-00000000000000000000000000000000-b7ad6b7169203331-01', false],
    ['is left when version 00 has more', `${parent}-more`, false],
  ])('%s', async (_, traceparent, continued) => {
    const answer = await send(port, '/trace', { headers: { traceparent } })
    const span = await receiver.waitFor(() =>
      receiver.spans.find(({ attributes }) => attributes.request_id === answer.headers['x-request-id']),
    )
    expect(span.traceId === '0af7651916cd43dd8448eb211c80319c').toBe(continued)
    expect(span.parentSpanId).toBe(continued ? 'b7ad6b7169203331' : '')
  })
  test('that is not sampled is not kept', async () => {
    await send(port, '/unsampled', { headers: { traceparent: parent.replace(/01$/, '00') } })
    await send(port, '/after')
    await spanOf('/after')
    expect(receiver.spans.filter((span) => span.attributes['url.path'] === '/unsampled')).toEqual([])
  })
})

test('requests that ask for the API at once are answered and traced, while metrics and the logger of requests are being loaded', async () => {
  const own = startApp(code, { receiver, env: { OTEL_METRICS_EXPORTER: 'otlp', PLAINSIGHT_REQUEST_LOG: 'all' } })
  const ownPort = await own.port
  const count = 25
  for (let at = 0; at < count; at++) {
    expect((await send(ownPort, '/pool')).body).toMatch(/^[0-9a-f]{32}$/)
    // Spread over the time that loading takes.
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  await eventually('a line for each request', () => own.stdout().split('"path":"/pool"').length > count || undefined)
  expect(own.stderr()).toBe('')
  await own.stop()
})
