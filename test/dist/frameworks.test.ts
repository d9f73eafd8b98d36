import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { node, send, startFile } from '../agent/app.ts'
import { openReceiver, type Receiver } from '../agent/receiver.ts'
import { eventually } from '../eventually.ts'
import { findFreePort } from '../free-port.ts'
import { createEmptyProject, type EmptyProject } from './empty-project.ts'

let project: EmptyProject
let receiver: Receiver
beforeAll(async () => {
  project = createEmptyProject()
  project.install(
    'fastify@5.12.8',
    '@nestjs/common@12.5.1',
    '@nestjs/core@12.5.1',
    '@nestjs/platform-express@12.5.1',
    'reflect-metadata@0.2.2',
    'rxjs@7.8.2',
    'next@16.4.6',
    'react@19.3.1',
    'react-dom@19.3.1',
    'h3@2.0.8',
    'ws@8.18.3',
    'socket.io@4.8.1',
    'socket.io-client@4.8.1',
  )
  receiver = await openReceiver()
})
afterAll(async () => {
  await receiver.close()
  project.remove()
})

const fastify = `import Fastify from 'fastify'
const app = Fastify({ logger: true })
app.get('/orders/:id', async (request) => { request.log.info('looked up'); return { id: request.params.id } })
const url = await app.listen({ port: 0 })
console.log('PORT ' + new URL(url).port)`

// Decorators without a compiler: they are functions.
const nest = `import 'reflect-metadata'
import { Controller, Get, Module, Param } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
class Orders { find(id) { return { id } } }
Param('id')(Orders.prototype, 'find', 0)
Get(':id')(Orders.prototype, 'find', Object.getOwnPropertyDescriptor(Orders.prototype, 'find'))
Controller('orders')(Orders)
class App {}
Module({ controllers: [Orders] })(App)
const app = await NestFactory.create(App, { logger: false })
await app.listen(0, '127.0.0.1')
console.log('PORT ' + app.getHttpServer().address().port)`

const h3 = `import { H3, serve } from 'h3'
import { tracingPlugin } from 'h3/tracing'
const app = new H3()
app.register(tracingPlugin())
app.get('/orders/:id', (event) => ({ id: event.context.params.id }))
app.get('/boom', () => { throw new Error('boom') })
const server = serve(app, { port: 0, hostname: '127.0.0.1', silent: true })
await server.ready()
console.log('PORT ' + new URL(server.url).port)`

const watched = { hook: 'none', nodeArgs: ['--import', 'plainsight/register'] } as const

test.each([
  ['a Fastify app', 'fastify', fastify],
  ['a Nest app', 'nest', nest],
  ['an h3 app', 'h3', h3],
])('%s in an empty project, by --import from the packed tarball', async (_, service, code) => {
  const app = startFile(project.write(`${service}.mjs`, code), {
    ...watched,
    receiver,
    env: { OTEL_SERVICE_NAME: service },
  })
  expect((await send(await app.port, '/orders/42')).body).toBe('{"id":"42"}')
  const span = await receiver.waitFor(() =>
    receiver.serverSpans().find(({ resource }) => resource['service.name'] === service),
  )
  expect(span).toMatchObject({
    name: 'GET /orders/:id',
    attributes: { 'http.route': '/orders/:id', 'http.response.status_code': 200 },
  })
  if (service === 'h3') {
    expect(await send(await app.port, '/boom')).toMatchObject({ status: 500 })
    const failed = await receiver.waitFor(() => receiver.serverSpans().find(({ name }) => name === 'GET /boom'))
    expect(failed.events).toMatchObject([{ name: 'exception', attributes: { 'exception.message': 'boom' } }])
  }
  await app.stop()
})

const page = 'export default async function Page({ params }) { return <p>{(await params).id}</p> }'
const stream = `export const GET = async (request, { params }) => {
  const { id } = await params
  return new Response(new ReadableStream({
    async start(controller) {
      controller.enqueue(new TextEncoder().encode(id))
      await new Promise((resolve) => setTimeout(resolve, 50))
      controller.close()
    },
  }))
}`

/** Pages and handlers that a proxy file sees, and such that it does not. */
const appRouter = {
  'app/layout.jsx': 'export default ({ children }) => <html><body>{children}</body></html>',
  'app/fixed/page.jsx': 'export default () => <p>fixed</p>',
  'app/items/[id]/page.jsx': page,
  'app/proxied/items/[id]/page.jsx': page,
  'app/stream/[id]/route.js': stream,
  'app/proxied/stream/[id]/route.js': stream,
  'proxy.js': `import { NextResponse } from 'next/server'
export const config = { matcher: '/proxied/:path*' }
export const proxy = (request) =>
  request.nextUrl.pathname.endsWith('/refused') ? new NextResponse('no', { status: 403 }) : NextResponse.next()`,
} as const

const nextServer = `import http from 'node:http'
import next from 'next'
const app = next({ dev: false, dir: '.' })
await app.prepare()
const handle = app.getRequestHandler()
const server = http.createServer((request, response) => handle(request, response))
server.listen(0, '127.0.0.1', () => console.log('PORT ' + server.address().port))`

test('a Next.js app, its pages and its API routes', async () => {
  mkdirSync(join(project.folder, 'pages/api/orders'), { recursive: true })
  for (const [name, content] of Object.entries(appRouter)) {
    mkdirSync(join(project.folder, dirname(name)), { recursive: true })
    project.write(name, content)
  }
  project.write('pages/orders.jsx', 'export default function Orders() { return <p>orders</p> }')
  project.write(
    'pages/api/orders/[id].js',
    'export default function handler(request, response) { response.json({ id: request.query.id }) }',
  )
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' }
  execFileSync(node, [join(project.folder, 'node_modules/next/dist/bin/next'), 'build'], {
    cwd: project.folder,
    env,
    stdio: 'ignore',
  })
  const app = startFile(project.write('server.mjs', nextServer), {
    ...watched,
    receiver,
    env: { OTEL_SERVICE_NAME: 'next', NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
  })
  const port = await app.port
  expect((await send(port, '/api/orders/42')).body).toBe('{"id":"42"}')
  expect((await send(port, '/orders')).body).toContain('orders')
  const spans = await receiver.waitFor(() => {
    const found = receiver.serverSpans().filter(({ resource }) => resource['service.name'] === 'next')
    return found.length >= 2 ? found : undefined
  })
  expect(spans.map(({ name }) => name).sort()).toEqual(['GET /api/orders/[id]', 'GET /orders'])
  await app.stop()
})

test.each(['always_on', 'always_off'])(
  'a Next.js app of the app router under `next start`, behind a proxy file and not: one request each, with its route (%s)',
  async (sampler) => {
    const service = `next-${sampler}`
    const port = await findFreePort()
    const app = startFile(join(project.folder, 'node_modules/next/dist/bin/next'), {
      ...watched,
      nodeArgs: ['--require', join(project.folder, 'node_modules/plainsight/dist/agent/register.cjs')],
      args: ['start', project.folder, '-p', String(port)],
      receiver,
      env: {
        OTEL_SERVICE_NAME: service,
        OTEL_TRACES_SAMPLER: sampler,
        OTEL_METRICS_EXPORTER: 'otlp',
        OTEL_METRIC_EXPORT_INTERVAL: '200',
        NEXT_TELEMETRY_DISABLED: '1',
        NODE_ENV: 'production',
      },
    })
    const paths: readonly (readonly [path: string, route: string | undefined, status: number])[] = [
      ['/items/7', '/items/[id]', 200],
      ['/stream/7', '/stream/[id]', 200],
      ['/fixed', '/fixed', 200],
      ['/proxied/items/7', '/proxied/items/[id]', 200],
      ['/proxied/stream/7', '/proxied/stream/[id]', 200],
      ['/proxied/refused', undefined, 403],
      ['/nowhere', undefined, 404],
    ]
    await eventually('next start', () => send(port, '/nowhere').catch(() => undefined))
    for (const [path, , status] of paths) expect([path, (await send(port, path)).status]).toEqual([path, status])
    const counted = await receiver.waitFor(() => {
      const metric = receiver.metrics.findLast(
        ({ name, resource }) => name === 'http.server.request.duration' && resource['service.name'] === service,
      )
      return metric?.points.reduce((sum, { count }) => sum + (count ?? 0), 0) === paths.length + 1 && metric.points
    })
    const routes = paths.map(([, route]) => route).filter((route) => route !== undefined)
    expect(
      counted
        .map(({ attributes }) => attributes['http.route'])
        .filter(Boolean)
        .toSorted(),
    ).toEqual(routes.toSorted())
    const spans = receiver.serverSpans().filter(({ resource }) => resource['service.name'] === service)
    if (sampler === 'always_on') {
      await receiver.waitFor(() =>
        paths.every(([path]) => spans.some(({ attributes }) => attributes['url.path'] === path)),
      )
      expect(spans).toHaveLength(paths.length + 1)
    } else expect(spans).toEqual([])
    await app.stop()
  },
)

const sockets = `import http from 'node:http'
import pino from 'pino'
import { WebSocketServer } from 'ws'
import { Server } from 'socket.io'
const log = pino()
const server = http.createServer((request, response) => response.end())
const plain = new WebSocketServer({ noServer: true })
plain.on('connection', (socket) => socket.on('message', (text) => { log.info('ws ' + text); socket.send('heard') }))
server.on('upgrade', (request, socket, head) => {
  if (request.url === '/ws') plain.handleUpgrade(request, socket, head, (client) => plain.emit('connection', client, request))
})
new Server(server, { transports: ['websocket'], destroyUpgrade: false }).on('connection', (socket) =>
  socket.on('say', (text, done) => { log.info('socket.io ' + text); done() }))
server.listen(0, '127.0.0.1', () => process.stdout.write('PORT ' + server.address().port + '\\n'))`

const talk = `import { WebSocket } from 'ws'
import { io } from 'socket.io-client'
const port = process.argv[2]
const ws = new WebSocket('ws://127.0.0.1:' + port + '/ws')
ws.on('open', () => ws.send('hello'))
ws.on('message', () => {
  ws.close()
  const socket = io('http://127.0.0.1:' + port, { transports: ['websocket'] })
  socket.emit('say', 'hello', () => socket.close())
})`

test('log lines in the handlers of ws and Socket.IO carry the ids of the request of their connection', async () => {
  const env = { OTEL_SERVICE_NAME: 'sockets' }
  const app = startFile(project.write('sockets.mjs', sockets), { ...watched, receiver, env })
  const port = await app.port
  execFileSync(node, [project.write('talk.mjs', talk), String(port)], { cwd: project.folder, timeout: 60_000 })
  for (const [line, path] of [
    ['ws hello', '/ws'],
    ['socket.io hello', '/socket.io/'],
  ]) {
    const log = await receiver.waitFor(() => receiver.logs.find(({ body }) => body === line))
    // Socket.IO has a span of its own for each event, below that of the connection.
    await receiver.waitFor(() => receiver.spans.find(({ spanId }) => spanId === log.spanId))
    const span = await receiver.waitFor(() => receiver.serverSpans().find(({ traceId }) => traceId === log.traceId))
    expect(span.attributes).toMatchObject({
      'url.path': path,
      'http.response.status_code': 101,
      'plainsight.stream': 'websocket',
    })
    expect(log.attributes.request_id).toBe(span.attributes.request_id)
  }
  await app.stop()
})
