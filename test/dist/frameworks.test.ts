import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { node, send, startFile } from '../agent/app.ts'
import { openReceiver, type Receiver } from '../agent/receiver.ts'
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

const watched = { hook: 'none', nodeArgs: ['--import', 'plainsight/register'] } as const

test.each([
  ['a Fastify app', 'fastify', fastify],
  ['a Nest app', 'nest', nest],
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
  await app.stop()
})

const nextServer = `import http from 'node:http'
import next from 'next'
const app = next({ dev: false, dir: '.' })
await app.prepare()
const handle = app.getRequestHandler()
const server = http.createServer((request, response) => handle(request, response))
server.listen(0, '127.0.0.1', () => console.log('PORT ' + server.address().port))`

test('a Next.js app, its pages and its API routes', async () => {
  mkdirSync(join(project.folder, 'pages/api/orders'), { recursive: true })
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
