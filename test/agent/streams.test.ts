import { connect, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { send } from './app.ts'
import { receiver, start } from './watch.ts'

/**
 * Event streams in the ways that apps write them, and answers that only look like one. `GET /left` tells who has gone.
 */
const code = `
const http = require('node:http')
const events = { 'content-type': 'text/event-stream' }
let left = []
const handlers = {
  '/events': (response) => { response.writeHead(200, events); setTimeout(() => response.write('data: 1\\n\\n'), 60) },
  '/set': (response) => { response.setHeader('Content-Type', 'text/event-stream; charset=utf-8'); response.flushHeaders() },
  '/list': (response) => { response.writeHead(200, ['Content-Type', 'text/event-stream']); response.write(':\\n\\n') },
  '/camera': (response) => { response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=x' }); response.write('--x') },
  '/ended': (response) => { response.writeHead(200, events); response.end('data: bye\\n\\n') },
  '/refused': (response) => { response.writeHead(503, events); response.write('data: no\\n\\n') },
  '/download': (response) => { response.writeHead(200, { 'content-type': 'text/csv' }); response.write('a,b') },
}
const server = http.createServer((request, response) => {
  if (request.url === '/left') return response.end(JSON.stringify(left))
  response.on('close', () => left.push(request.url))
  handlers[request.url](response)
})
server.on('upgrade', (request, socket) => socket.write('HTTP/1.1 101 Switching Protocols\\r\\nupgrade: x\\r\\nconnection: upgrade\\r\\n\\r\\n') && socket.on('end', () => socket.end()))
server.on('connect', (request, socket) => socket.write('HTTP/1.1 200 OK\\r\\n\\r\\n') && socket.on('end', () => socket.end()))
server.listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))`

const counting = { OTEL_METRICS_EXPORTER: 'otlp', OTEL_METRIC_EXPORT_INTERVAL: '100' }

const open = async (port: number, head: string): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1', () => socket.write(head))
  onTestFinished(() => void socket.destroy())
  let got = ''
  await new Promise<void>((resolve) => {
    socket.on('data', (chunk) => {
      got += chunk
      if (/\r\n\r\n./s.test(got) || /HTTP\/1.1 (101|200 OK\r\n\r\n)/.test(got) || got.includes('charset=utf-8'))
        resolve()
    })
  })
  return socket
}

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nhost: shop\r\n\r\n`

const spanOf = (path: string) =>
  receiver.waitFor(() => receiver.serverSpans().find(({ attributes }) => attributes['url.path'] === path))

const countOf = (name: string, attribute: string, value: string): number | undefined =>
  receiver.metrics
    .findLast((metric) => metric.name === name)
    ?.points.find(({ attributes }) => attributes[attribute] === value)?.value

const streams = (kind: string): number | undefined =>
  countOf('plainsight.http.server.open_streams', 'plainsight.stream', kind)
const active = (): number | undefined => countOf('http.server.active_requests', 'http.request.method', 'GET')

test.each([
  ['/events', 'sse'],
  ['/set', 'sse'],
  ['/list', 'sse'],
  ['/camera', 'multipart'],
])('a client that leaves an open stream is no failure, and its stay no latency: %s', async (path, kind) => {
  const app = start(code, { env: counting })
  const socket = await open(await app.port, get(path))
  await receiver.waitFor(() => streams(kind) === 1 && active() === 1)
  socket.destroy()
  const span = await spanOf(path)
  expect(span.status.code).toBe(0)
  expect(span.attributes).toMatchObject({ 'http.response.status_code': 200, 'plainsight.stream': kind })
  expect(span.attributes).not.toHaveProperty('error.type')
  const seconds = Number(span.end - span.start) / 1e9
  const first = span.attributes['plainsight.time_to_first_byte'] as number
  expect(first).toBeLessThanOrEqual(seconds)
  // Its head waits for the first event. Timers may come a little early.
  if (path === '/events') expect(first).toBeGreaterThan(0.05)
  await receiver.waitFor(() => streams(kind) === 0 && active() === 0)
  expect(receiver.metrics.filter(({ name }) => name === 'http.server.request.duration')).toEqual([])
})

test('a stream that the server ends', async () => {
  const app = start(code, { env: counting })
  expect((await send(await app.port, '/ended')).body).toBe('data: bye\n\n')
  expect(await spanOf('/ended')).toMatchObject({ status: { code: 0 }, attributes: { 'plainsight.stream': 'sse' } })
  await receiver.waitFor(() => streams('sse') === 0)
})

test('a stream that ends with its process is no failure either', async () => {
  const app = start(code)
  await open(await app.port, get('/events'))
  await app.stop('SIGTERM')
  expect(await spanOf('/events')).toMatchObject({ status: { code: 0 }, attributes: { 'plainsight.stream': 'sse' } })
})

test.each(['/refused', '/download'])('what is no stream is cut off as ever: %s', async (path) => {
  const app = start(code, { env: counting })
  const socket = await open(await app.port, get(path))
  socket.destroy()
  const span = await spanOf(path)
  expect(span).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': 'aborted' } })
  expect(span.attributes).not.toHaveProperty('plainsight.stream')
  const metric = await receiver.waitFor(() =>
    receiver.metrics.findLast(({ name }) => name === 'http.server.request.duration'),
  )
  expect(metric.points.map(({ count }) => count)).toEqual([1])
})

test.each([
  ['websocket', 'GET /chat HTTP/1.1\r\nhost: shop\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n', 101],
  ['upgrade', 'GET /chat HTTP/1.1\r\nhost: shop\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n', 101],
  ['tunnel', 'CONNECT shop:443 HTTP/1.1\r\nhost: shop:443\r\n\r\n', 200],
])(
  'a connection is seen as long as it is open, and its request ends when it is accepted: %s',
  async (kind, head, status) => {
    const app = start(code, { env: counting })
    const socket = await open(await app.port, head)
    const [span] = await receiver.waitFor(() => receiver.serverSpans().length === 1 && receiver.serverSpans())
    expect(span?.attributes).toMatchObject({ 'plainsight.stream': kind, 'http.response.status_code': status })
    await receiver.waitFor(() => streams(kind) === 1)
    const inFlight = receiver.metrics.findLast(({ name }) => name === 'http.server.active_requests')
    expect(inFlight?.points.map(({ value }) => value)).toEqual([0])
    socket.destroy()
    await receiver.waitFor(() => streams(kind) === 0)
  },
)
