/**
 * The same small shop in every framework: `GET /` (home), `GET /api/orders/:id` (a mounted or prefixed router),
 * `POST /api/orders` (answers the trace id that it sees after its body was read), `GET /api/boom` (throws), and nothing
 * else. `seen()` is the trace id that the app's own code sees where it is called.
 */
export type FrameworkApp = {
  readonly name: string
  readonly kind: 'cjs' | 'mjs'
  readonly code: string
  /** `http.route` as this framework writes it, where it differs. */
  readonly routes?: { readonly orders?: string; readonly create?: string; readonly boom?: string }
  readonly packages?: Readonly<Record<string, string>>
  /** False for plain `http`, which has no routes. */
  readonly routed?: false
}

const seen = `
const seen = () => trace.getActiveSpan()?.spanContext().traceId ?? 'none'
const later = () => new Promise((resolve) => setTimeout(() => setImmediate(() => process.nextTick(() => resolve(seen()))), 2))
`
const cjs = `const { trace } = require('@opentelemetry/api')\n${seen}`
const mjs = `import { trace } from '@opentelemetry/api'\n${seen}`
const listening = "() => console.log('PORT ' + server.address().port)"

const express = `${cjs}
const express = require('express')
const app = express()
const api = express.Router()
api.get('/orders/:id', (req, res) => res.json({ id: req.params.id }))
api.post('/orders', express.json(), async (req, res) => res.json({ first: seen(), later: await later() }))
api.get('/boom', () => { throw new Error('boom') })
app.get('/', (req, res) => res.send('home'))
app.use('/api', api)
app.use((error, req, res, next) => res.status(500).send('sorry'))
const server = app.listen(0, '127.0.0.1', ${listening})`

export const apps: readonly FrameworkApp[] = [
  { name: 'Express 5', kind: 'cjs', code: express },
  { name: 'Express 4', kind: 'cjs', code: express, packages: { express: 'express4' } },
  {
    name: 'Fastify 5',
    kind: 'mjs',
    code: `${mjs}
import Fastify from 'fastify'
const app = Fastify()
app.get('/', async () => 'home')
app.register(async (api) => {
  api.get('/orders/:id', async (req) => ({ id: req.params.id }))
  api.post('/orders', async () => ({ first: seen(), later: await later() }))
  api.get('/boom', async () => { throw new Error('boom') })
}, { prefix: '/api' })
await app.listen({ port: 0, host: '127.0.0.1' })
console.log('PORT ' + app.server.address().port)`,
  },
  {
    name: 'Koa with @koa/router',
    kind: 'mjs',
    code: `${mjs}
import Koa from 'koa'
import Router from '@koa/router'
const app = new Koa()
app.silent = true
const api = new Router({ prefix: '/api' })
api.get('/orders/:id', (ctx) => { ctx.body = { id: ctx.params.id } })
api.post('/orders', async (ctx) => {
  for await (const chunk of ctx.req) void chunk
  ctx.body = { first: seen(), later: await later() }
})
api.get('/boom', () => { throw new Error('boom') })
const home = new Router()
home.get('/', (ctx) => { ctx.body = 'home' })
app.use(home.routes()).use(api.routes())
const server = app.listen(0, '127.0.0.1', ${listening})`,
  },
  {
    name: 'Hono on @hono/node-server',
    kind: 'mjs',
    code: `${mjs}
import { Hono } from 'hono'
import { serve } from '@hono/node-server'
const app = new Hono()
const api = new Hono()
app.use(async (c, next) => { await next() })
app.onError((error, c) => c.text('sorry', 500))
api.get('/orders/:id', (c) => c.json({ id: c.req.param('id') }))
api.post('/orders', async (c) => { await c.req.json(); return c.json({ first: seen(), later: await later() }) })
api.get('/boom', () => { throw new Error('boom') })
app.get('/', (c) => c.text('home'))
app.route('/api', api)
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info) => console.log('PORT ' + info.port))`,
  },
  {
    name: 'Hapi',
    kind: 'cjs',
    routes: { orders: '/api/orders/{id}' },
    code: `${cjs}
const Hapi = require('@hapi/hapi')
const server = Hapi.server({ port: 0, host: '127.0.0.1', debug: false })
server.route([
  { method: 'GET', path: '/', handler: () => 'home' },
  { method: 'GET', path: '/api/orders/{id}', handler: (request) => ({ id: request.params.id }) },
  { method: 'POST', path: '/api/orders', handler: async () => ({ first: seen(), later: await later() }) },
  { method: 'GET', path: '/api/boom', handler: () => { throw new Error('boom') } },
])
server.start().then(() => console.log('PORT ' + server.info.port))`,
  },
  ...(['express', 'fastify'] as const).map(
    (platform): FrameworkApp => ({
      name: `Nest on ${platform}`,
      kind: 'mjs',
      code: `${mjs}
import 'reflect-metadata'
import { Controller, Get, Module, Post, Req } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
${platform === 'express' ? '' : "import { FastifyAdapter } from '@nestjs/platform-fastify'"}
class Home { home() { return 'home' } }
class Orders {
  one(req) { return { id: req.params.id } }
  async create() { return { first: seen(), later: await later() } }
  boom() { throw new Error('boom') }
}
const decorate = (type, name, decorator) => decorator(type.prototype, name, Object.getOwnPropertyDescriptor(type.prototype, name))
Controller()(Home)
Controller('api')(Orders)
decorate(Home, 'home', Get())
Req()(Orders.prototype, 'one', 0)
decorate(Orders, 'one', Get('orders/:id'))
decorate(Orders, 'create', Post('orders'))
decorate(Orders, 'boom', Get('boom'))
class App {}
Module({ controllers: [Home, Orders] })(App)
const app = await NestFactory.create(App, ${platform === 'express' ? '' : 'new FastifyAdapter(), '}{ logger: false })
await app.listen(0, '127.0.0.1')
console.log('PORT ' + app.getHttpServer().address().port)`,
    }),
  ),
  {
    name: 'plain http',
    kind: 'cjs',
    routed: false,
    code: `${cjs}
const server = require('http').createServer((req, res) => {
  if (req.url === '/api/boom') { res.statusCode = 500; return res.end('sorry') }
  if (req.method === 'POST') {
    let first
    req.on('data', () => { first = seen() })
    return req.on('end', async () => res.end(JSON.stringify({ first, later: await later() })))
  }
  if (req.url === '/') return res.end('home')
  if (req.url.startsWith('/api/orders/')) return res.end(JSON.stringify({ id: '42' }))
  res.statusCode = 404
  res.end()
}).listen(0, '127.0.0.1', ${listening})`,
  },
]
