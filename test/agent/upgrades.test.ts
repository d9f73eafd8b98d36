import { connect, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { receiver, start } from './watch.ts'

/** A server whose connections, once upgraded, answer each message with what `onMessage` makes of it. */
const upgrading = (code: string): string => `
const http = require('node:http')
const pino = require('pino')()
const accept = (socket) => socket.write('HTTP/1.1 101 Switching Protocols\\r\\nupgrade: websocket\\r\\nconnection: upgrade\\r\\n\\r\\n')
const server = http.createServer((request, response) => response.end('plain'))
${code}
server.listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))`

type Connection = { readonly socket: Socket; readonly got: () => string; say(text: string): void }

const open = async (port: number, path: string, method = 'GET'): Promise<Connection> => {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let got = ''
  socket.on('data', (chunk) => {
    got += chunk
  })
  socket.on('error', () => undefined)
  const upgrade = method === 'GET' ? 'connection: upgrade\r\nupgrade: websocket\r\n' : ''
  socket.write(`${method} ${path} HTTP/1.1\r\nhost: shop\r\n${upgrade}\r\n`)
  return { socket, got: () => got, say: (text) => void socket.write(text) }
}

const spanOf = (path: string) =>
  receiver.waitFor(() => receiver.serverSpans().find(({ attributes }) => attributes['url.path'] === path))

test.each([
  ['that was there before', "server.on('connection', (socket) => count(socket))", ''],
  ['that comes with the upgrade', '', 'count(socket)'],
])("the app's own socket.write %s stays", async (_, early, late) => {
  const app = start(
    upgrading(`
    let writes = 0
    const count = (socket) => { const write = socket.write; socket.write = function (...all) { writes++; return write.apply(this, all) } }
    ${early}
    server.on('upgrade', (request, socket) => {
      ${late}
      accept(socket)
      socket.on('data', () => { socket.write('x'); socket.write('writes ' + (writes + 1)) })
    })`),
  )
  const connection = await open(await app.port, '/counted')
  await receiver.waitFor(() => connection.got().includes('101'))
  connection.say('go')
  await receiver.waitFor(() => connection.got().includes('writes 3'))
})

test('an upgrade that one server hands on to another is one request', async () => {
  const app = start(
    upgrading(`
    const inner = http.createServer()
    inner.on('upgrade', (request, socket) => { accept(socket); socket.end('inner') })
    server.on('upgrade', (...all) => setImmediate(() => inner.emit('upgrade', ...all)))`),
    { env: { OTEL_METRICS_EXPORTER: 'otlp', OTEL_METRIC_EXPORT_INTERVAL: '100' } },
  )
  const connection = await open(await app.port, '/handed')
  await receiver.waitFor(() => connection.got().includes('inner'))
  const metric = await receiver.waitFor(() =>
    receiver.metrics.findLast(({ name }) => name === 'http.server.request.duration'),
  )
  expect(metric.points.map(({ count }) => count)).toEqual([1])
  expect(receiver.serverSpans()).toMatchObject([{ attributes: { 'http.response.status_code': 101 } }])
})

test('an interim answer is not the answer of an upgrade', async () => {
  const app = start(
    upgrading(`
    server.on('upgrade', (request, socket) => {
      socket.write('HTTP/1.1 103 Early Hints\\r\\n\\r\\n')
      setImmediate(() => accept(socket))
    })`),
  )
  await open(await app.port, '/hinted')
  expect((await spanOf('/hinted')).attributes).toMatchObject({ 'http.response.status_code': 101 })
})

test.each([
  ['an upgrade', 'upgrade', 'GET', '/chat'],
  ['a tunnel', 'connect', 'CONNECT', 'shop:443'],
])('log lines of a connection carry the ids of its request: %s', async (_, event, method, target) => {
  const app = start(
    upgrading(`
    server.on('${event}', (request, socket) => {
      method = request.method
      socket.write('HTTP/1.1 ' + (method === 'CONNECT' ? '200 OK' : '101 Switching Protocols') + '\\r\\n\\r\\n')
      socket.on('data', (text) => setTimeout(() => pino.info('heard ' + text), 1))
      socket.on('end', () => pino.info('left'))
    })
    let method`),
  )
  const port = await app.port
  const first = await open(port, target, method)
  const second = await open(port, target, method)
  for (const { got } of [first, second]) await receiver.waitFor(() => got().includes('\r\n\r\n'))
  const spans = await receiver.waitFor(() => receiver.serverSpans().length === 2 && receiver.serverSpans())
  first.say('one')
  second.say('two')
  const heard = (body: string) => receiver.waitFor(() => receiver.logs.find((log) => log.body === body))
  const lines = [await heard('heard one'), await heard('heard two')]
  expect(new Set(lines.map(({ spanId }) => spanId))).toEqual(new Set(spans.map(({ spanId }) => spanId)))
  first.say('again')
  const again = await heard('heard again')
  expect([again.traceId, again.attributes.request_id]).toEqual([lines[0]?.traceId, lines[0]?.attributes.request_id])
  expect(again.attributes.request_id).toMatch(/^\S{16,}$/)
  second.socket.destroy()
  expect((await heard('left')).traceId).toBe(lines[1]?.traceId)
})
